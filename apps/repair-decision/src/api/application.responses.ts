import { ApiProperty } from '@nestjs/swagger';
import { BASES, INITIATORS, type Basis, type Initiator } from '#contracts';
import type { Application } from '../domain/application.js';
import type { Finding } from '../domain/finding.js';
import type { Page } from '../use-cases/page.js';
import { APPLICATION_STATUSES } from './application.requests.js';

/** What the examination found; recorded, not barring. */
export class FindingResponse {
  @ApiProperty({ enum: ['OTHER_LISTINGS', 'OPEN_CASES'] })
  rule: Finding['rule'];

  @ApiProperty({ enum: ['FAILED', 'SATISFIED'] })
  result: Finding['result'];

  @ApiProperty({ format: 'date-time', description: 'When it was read, or queried' })
  at: string;

  @ApiProperty({ type: [String], required: false, description: 'OTHER_LISTINGS only' })
  listings?: string[];

  @ApiProperty({ required: false, description: 'OPEN_CASES only' })
  source?: string;

  @ApiProperty({ required: false, description: 'OPEN_CASES only' })
  attestedBy?: string;
}

export class ApplicationResponse {
  @ApiProperty() id: string;
  @ApiProperty({ enum: APPLICATION_STATUSES }) status: Application['status'];
  @ApiProperty() listingId: string;
  @ApiProperty() courtCode: string;
  @ApiProperty({ enum: INITIATORS }) initiator: Initiator;
  @ApiProperty({ enum: BASES }) basis: Basis;
  @ApiProperty({ format: 'date-time' }) triggeredAt: string;
  @ApiProperty() facts: string;
  @ApiProperty({ type: [FindingResponse] }) findings: Finding[];
  @ApiProperty() filedBy: string;
  @ApiProperty({ format: 'date-time' }) filedAt: string;
  @ApiProperty({ type: String, nullable: true }) decisionId: string | null;
}

export class ApplicationPageResponse {
  @ApiProperty({ type: [ApplicationResponse] }) data: ApplicationResponse[];
  @ApiProperty({ type: String, nullable: true }) next: string | null;
}

export function toApplicationResponse(application: Application): ApplicationResponse {
  const { id, status, listingId, courtCode, initiator, basis, facts, findings, filedBy } =
    application;
  return {
    id,
    status,
    listingId,
    courtCode,
    initiator,
    basis,
    triggeredAt: application.triggeredAt.toISOString(),
    facts,
    findings,
    filedBy,
    filedAt: application.filedAt.toISOString(),
    decisionId: application.status === 'DECIDED' ? application.decisionId : null,
  };
}

export function toApplicationPage({ data, next }: Page<Application>): ApplicationPageResponse {
  return { data: data.map(toApplicationResponse), next };
}
