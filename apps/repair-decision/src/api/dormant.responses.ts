import { ApiProperty } from '@nestjs/swagger';
import { REMOVAL_BASES, type RemovalBasis } from '#contracts';
import type { DormantItem } from '../domain/dormant-item.js';
import type { Page } from '../use-cases/page.js';
import { DORMANT_STATUSES } from './dormant.requests.js';

export class SweepResponse {
  @ApiProperty({ description: 'Listings that the registry named' }) found: number;
  @ApiProperty({ description: 'Of these, new on the work list' }) added: number;
  @ApiProperty({ type: String, nullable: true, description: 'Sweep on from here' })
  next: string | null;
}

/** One listing to look at. */
export class DormantItemResponse {
  @ApiProperty() id: string;
  @ApiProperty({ enum: DORMANT_STATUSES }) status: DormantItem['status'];
  @ApiProperty() listingId: string;
  @ApiProperty() courtCode: string;
  @ApiProperty() caseNumber: string;
  @ApiProperty({ type: [String] }) reasons: string[];
  @ApiProperty({ description: 'Of the listing, when it was swept' }) listingState: string;
  @ApiProperty({ type: String, format: 'date', nullable: true }) termEndsOn: string | null;
  @ApiProperty({ type: String, nullable: true }) caseStatus: string | null;
  @ApiProperty({ type: String, format: 'date', nullable: true }) caseStatusOn: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  lastActivityAt: string | null;
  @ApiProperty() foundBy: string;
  @ApiProperty({ format: 'date-time' }) foundAt: string;
  @ApiProperty({ enum: ['LEAVES', 'STAYS'], nullable: true }) finding: 'LEAVES' | 'STAYS' | null;
  @ApiProperty({ enum: REMOVAL_BASES, nullable: true }) basis: RemovalBasis | null;
  @ApiProperty({ type: String, nullable: true }) explanation: string | null;
  @ApiProperty({ type: String, nullable: true }) verifiedBy: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) verifiedAt: string | null;
  @ApiProperty({ type: String, format: 'date', nullable: true }) lookAgainOn: string | null;
  @ApiProperty({ type: String, nullable: true }) decisionId: string | null;
}

export class DormantPageResponse {
  @ApiProperty({ type: [DormantItemResponse] }) data: DormantItemResponse[];
  @ApiProperty({ type: String, nullable: true }) next: string | null;
}

export function toDormantItemResponse(item: DormantItem): DormantItemResponse {
  const { id, status, listingId, courtCode, caseNumber, facts, foundBy, foundAt } = item;
  const { state: listingState, ...found } = facts;
  const verified = item.status === 'OPEN' ? null : item;
  return {
    ...{ id, status, listingId, courtCode, caseNumber, ...found, listingState, foundBy },
    foundAt: foundAt.toISOString(),
    finding: verified?.finding ?? null,
    basis: verified?.finding === 'LEAVES' ? verified.basis : null,
    explanation: verified?.explanation ?? null,
    verifiedBy: verified?.verifiedBy ?? null,
    verifiedAt: verified?.verifiedAt.toISOString() ?? null,
    lookAgainOn: verified?.finding === 'STAYS' ? verified.lookAgainOn : null,
    decisionId: 'decisionId' in item ? item.decisionId : null,
  };
}

export function toDormantPage({ data, next }: Page<DormantItem>): DormantPageResponse {
  return { data: data.map(toDormantItemResponse), next };
}
