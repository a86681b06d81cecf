import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { VALIDITIES } from '../domain/document.js';
import type { Verification } from '../use-cases/verify-document.js';
import { SignatureResponse } from './document.responses.js';

class IssuingCourtResponse {
  @ApiProperty({ example: '皖0104' }) code: string;
  @ApiProperty({ example: '合肥市蜀山区人民法院' }) name: string;
}

/** What a paper is worth. `unknown` comes with nothing else, whatever was asked. */
export class VerificationResponse {
  @ApiProperty({ enum: [...VALIDITIES, 'unknown'] })
  status: Verification['status'];
  @ApiPropertyOptional({ example: '信用修复证明' }) title?: string;
  @ApiPropertyOptional() number?: string;
  @ApiPropertyOptional({ type: IssuingCourtResponse }) court?: IssuingCourtResponse;
  @ApiPropertyOptional({ format: 'date' }) date?: string;
  @ApiPropertyOptional() caseNumber?: string;
  @ApiPropertyOptional({ description: "A person's name is masked" }) debtor?: string;
  @ApiPropertyOptional({ type: String, nullable: true }) until?: string | null;
  @ApiPropertyOptional({ format: 'date-time' }) issuedAt?: string;
  @ApiPropertyOptional({ type: String, nullable: true }) endedOn?: string | null;
  @ApiPropertyOptional({ type: String, nullable: true }) supersededBy?: string | null;
  @ApiPropertyOptional({ description: '屏蔽期限已过: it stands, and says nothing of today' })
  isTermOver?: boolean;
  @ApiPropertyOptional({ description: '是否加盖电子印章' }) isSealed?: boolean;
  @ApiPropertyOptional({ description: 'Of the file as it was issued' }) sha256?: string;
  @ApiPropertyOptional({ type: SignatureResponse }) signature?: SignatureResponse;
}

/** Where a file and a code were given: whether the file is the one that bears the code. */
export class FileVerificationResponse extends VerificationResponse {
  @ApiPropertyOptional({ description: 'False: the file was altered, or is another one' })
  matches?: boolean;
}

export function toVerificationResponse(verification: Verification): VerificationResponse {
  if (verification.status === 'unknown') return { status: 'unknown' };
  return { ...verification, issuedAt: verification.issuedAt.toISOString() };
}
