import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { LISTING_GROUNDS, type ListingGround } from '#contracts';
import type { StatedSubject } from '../domain/status-statement.js';
import type { SignedStatus } from '../use-cases/ask-status.js';
import type { Verification } from '../use-cases/verify-statement.js';

export class StatedUnitResponse {
  @ApiProperty({ enum: ['UNIT'] }) type: 'UNIT';
  @ApiProperty({ example: '91340100TE5T000167' }) uscc: string;
}

export class StatedPersonResponse {
  @ApiProperty({ enum: ['PERSON'] }) type: 'PERSON';
  @ApiProperty({ example: '3401041900****0018' }) maskedIdNumber: string;
}

export class StatedCourtResponse {
  @ApiProperty({ example: '皖0104' }) code: string;
  @ApiProperty({ example: '合肥市蜀山区人民法院' }) name: string;
}

/** One listing that was in force at `at`; each stands for its own case. */
export class StatedListingResponse {
  @ApiProperty({ example: 'lst_01J9ZP0M3V6K8Q4T2R7X5W1Y9C' }) id: string;
  @ApiProperty({ type: StatedCourtResponse }) court: StatedCourtResponse;
  @ApiProperty({ example: '（2026）皖0104执123号' }) caseNumber: string;
  @ApiProperty({ enum: LISTING_GROUNDS, isArray: true }) grounds: ListingGround[];
  @ApiProperty({ format: 'date-time', description: 'When it came on the list' }) since: string;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When it left the list, as far as was known at `knownAt`',
  })
  until: string | null;

  @ApiProperty({
    type: String,
    format: 'date',
    nullable: true,
    description: 'Last day of its term',
  })
  termEndsOn: string | null;
}

/** The answer, and the same answer signed. */
@ApiExtraModels(StatedUnitResponse, StatedPersonResponse)
export class StatusResponse {
  @ApiProperty({
    oneOf: [StatedUnitResponse, StatedPersonResponse].map((model) => ({
      $ref: getSchemaPath(model),
    })),
  })
  subject: StatedSubject;

  @ApiProperty({ format: 'date-time' }) at: string;
  @ApiProperty({ format: 'date-time' }) knownAt: string;

  @ApiProperty({ format: 'date-time', description: 'The answer is complete up to then' })
  completeThrough: string;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Listings that ended before may not be known here',
  })
  recordedSince: string | null;

  @ApiProperty({
    type: [String],
    example: ['REVOKED_AS_ERROR', 'CORRECTED_SUBJECT'],
    description: 'Listings that a statement of this kind leaves out, whether there are any or not',
  })
  withholds: readonly string[];

  @ApiProperty({ type: [StatedListingResponse], description: 'Empty: was not on the list' })
  listings: StatedListingResponse[];

  @ApiProperty({ description: 'What the statement proves, and what not' }) notice: string;

  @ApiProperty({
    description:
      'Compact JWS (EdDSA) over the same: keep it; verify it with /.well-known/jwks.json or POST /v1/statements/verify',
  })
  statement: string;
}

export class VerificationResponse {
  @ApiProperty({ description: 'false: 并非本登记库出具，或出具后被改动' }) valid: boolean;
  @ApiPropertyOptional({ description: 'The key that signed it' }) keyId?: string;
  @ApiPropertyOptional({ type: Object, description: 'What it says' }) claims?: object;
}

export function toStatusResponse({ claims, statement }: SignedStatus): StatusResponse {
  const { iss: _iss, iat: _iat, ...said } = claims;
  return { ...said, statement };
}

export function toVerificationResponse(verification: Verification): VerificationResponse {
  return verification;
}
