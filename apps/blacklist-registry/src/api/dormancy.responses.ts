import { ApiProperty } from '@nestjs/swagger';
import { LISTING_GROUNDS, LISTING_STATES, type ListingGround, type ListingState } from '#contracts';
import {
  CASE_STATUSES,
  DORMANCY_REASONS,
  type CaseStatus,
  type DormancyReason,
} from '../domain/dormancy.js';
import type { DormantListing } from '../use-cases/find-dormant.js';

export class CaseStatusResponse {
  @ApiProperty({ enum: CASE_STATUSES }) status: CaseStatus;
  @ApiProperty({ format: 'date' }) on: string;
}

export class DormantListingResponse {
  @ApiProperty({ example: 'lst_01J9ZP0M3V6K8Q4T2R7X5W1Y9C' }) id: string;
  @ApiProperty({ example: '皖0104' }) courtCode: string;
  @ApiProperty({ example: '（2019）皖0104执123号' }) caseNumber: string;
  @ApiProperty({ enum: LISTING_STATES }) state: ListingState;
  @ApiProperty({ enum: LISTING_GROUNDS, isArray: true }) grounds: ListingGround[];
  @ApiProperty({ enum: DORMANCY_REASONS, isArray: true }) reasons: DormancyReason[];
  @ApiProperty({ type: String, format: 'date', nullable: true }) termEndsOn: string | null;
  @ApiProperty({ enum: CASE_STATUSES }) caseStatus: CaseStatus;
  @ApiProperty({ type: String, format: 'date', nullable: true }) caseStatusOn: string | null;
  @ApiProperty({ format: 'date-time', description: 'The last act recorded in its case' })
  lastActivityAt: string;
}

export class DormantPageResponse {
  @ApiProperty({ type: [DormantListingResponse] }) data: DormantListingResponse[];
  @ApiProperty({ type: String, nullable: true }) next: string | null;
}

export function toDormantResponse({
  lastActivityAt,
  ...listing
}: DormantListing): DormantListingResponse {
  return { ...listing, lastActivityAt: lastActivityAt.toISOString() };
}
