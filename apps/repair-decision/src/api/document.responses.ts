import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { DOCUMENT_TYPES, type DocumentType } from '#contracts';
import type { CourtDocument, DocumentService } from '../domain/court-document.js';
import { groupedCode, VALIDITIES, type Validity } from '../domain/document.js';
import { SERVICE_METHODS, type ServiceMethod } from '../domain/service.js';
import type { Page } from '../use-cases/page.js';

export class SignatureResponse {
  @ApiProperty({ description: "The court's key" }) keyId: string;
  @ApiProperty({ description: 'Detached JWS (RFC 7515 App. F, EdDSA) over the bytes' }) jws: string;
}

/** A paper. One that is only numbered has no more than its number yet. */
export class DocumentResponse {
  @ApiProperty() id: string;
  @ApiProperty({ enum: DOCUMENT_TYPES }) type: DocumentType;
  @ApiProperty({ example: '（2026）皖0104信修12号' }) number: string;
  @ApiProperty({ enum: ['RESERVED', 'ISSUED'] }) status: 'RESERVED' | 'ISSUED';
  @ApiProperty({ type: String, nullable: true }) decisionId: string | null;
  @ApiProperty({ type: String, nullable: true }) commitmentId: string | null;
  @ApiProperty({ type: String, nullable: true }) listingId: string | null;
  @ApiProperty({ format: 'date-time' }) reservedAt: string;
  @ApiProperty({ type: String, nullable: true }) replaces: string | null;
  @ApiProperty({ type: String, nullable: true }) supersededBy: string | null;
  @ApiPropertyOptional({ enum: VALIDITIES }) validity?: Validity;
  @ApiPropertyOptional({ format: 'date-time' }) issuedAt?: string;
  @ApiPropertyOptional() issuedBy?: string;
  @ApiPropertyOptional({ example: '7K3M-Q2W9-XT4R-B8ZN' }) verificationCode?: string;
  @ApiPropertyOptional({ description: 'Hex' }) sha256?: string;
  @ApiPropertyOptional() sizeBytes?: number;
  @ApiPropertyOptional() pages?: number;
  @ApiPropertyOptional({ type: SignatureResponse }) signature?: SignatureResponse;
  @ApiPropertyOptional({
    type: Object,
    description: '电子印章, or the statement that there is none',
  })
  seal?: object;
  @ApiPropertyOptional({ description: 'What it was made from' }) template?: string;
}

export class ServedResponse {
  @ApiProperty() id: string;
  @ApiProperty() recipient: string;
  @ApiProperty({ type: String, nullable: true }) note: string | null;
  @ApiProperty({ enum: SERVICE_METHODS }) method: ServiceMethod;
  @ApiProperty({ format: 'date-time' }) servedAt: string;
  @ApiProperty() recordedBy: string;
}

export class DocumentDetailResponse extends DocumentResponse {
  @ApiProperty({ type: [ServedResponse], description: '送达情况, to its own court' })
  services: ServedResponse[];
}

export class DocumentListResponse {
  @ApiProperty({ type: [DocumentResponse] }) documents: DocumentResponse[];
}

export class DocumentPageResponse {
  @ApiProperty({ type: [DocumentResponse] }) data: DocumentResponse[];
  @ApiProperty({ type: String, nullable: true }) next: string | null;
}

export function toDocumentResponse(document: CourtDocument): DocumentResponse {
  const { id, type, number, decisionId, commitmentId, listingId, issue, validity } = document;
  const { replaces, supersededBy, reservedAt } = document;
  const status = issue ? 'ISSUED' : 'RESERVED';
  return {
    ...{ id, type, number, status, decisionId, commitmentId, listingId, replaces, supersededBy },
    reservedAt: reservedAt.toISOString(),
    ...(issue && {
      validity,
      issuedAt: issue.issuedAt.toISOString(),
      issuedBy: issue.issuedBy,
      verificationCode: groupedCode(issue.code),
      ...{ sha256: issue.sha256, sizeBytes: issue.sizeBytes, pages: issue.pages },
      signature: { keyId: issue.keyId, jws: issue.jws },
      ...{ seal: issue.seal, template: issue.template },
    }),
  };
}

export function toServedResponse(service: DocumentService): ServedResponse {
  const { id, recipient, note, method, servedAt, recordedBy } = service;
  return { id, recipient, note, method, servedAt: servedAt.toISOString(), recordedBy };
}

export function toDocumentPage({ data, next }: Page<CourtDocument>): DocumentPageResponse {
  return { data: data.map(toDocumentResponse), next };
}
