import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { LISTING_GROUNDS, LISTING_STATES, type ListingGround, type ListingState } from '#contracts';
import { courtName } from '#identifiers';
import type { ShownDebtor } from '../domain/court-record.js';
import {
  APPLICANTS,
  IMPOSERS,
  type Applicant,
  type ImposedBy,
  type Performance,
} from '../domain/listing-entry.js';
import { RULE_VERSIONS, type RuleVersion } from '../domain/term.js';
import { untilOf } from '../domain/until-of.js';
import type { DisclosedRecord } from '../use-cases/disclose-record.js';
import { ExtensionRequest, InstrumentRequest, PERFORMANCES } from './listing.requests.js';
import {
  ListedRestrictionResponse,
  ShownPersonResponse,
  ShownUnitResponse,
} from './listing.responses.js';

/** A restriction with the name of the officer it binds; null where it binds the debtor. */
export class RecordRestrictionResponse extends ListedRestrictionResponse {
  @ApiProperty({ type: String, nullable: true, example: '沈若棠' }) boundName: string | null;
}

/** What a court's papers say of a listing: all that was entered, with the identity number masked. */
@ApiExtraModels(ShownUnitResponse, ShownPersonResponse)
export class ListingRecordResponse {
  @ApiProperty({ example: 'lst_01J9ZP0M3V6K8Q4T2R7X5W1Y9C' }) listingId: string;
  @ApiProperty({ example: 1 }) version: number;
  @ApiProperty({ enum: LISTING_STATES }) state: ListingState;
  @ApiProperty({ example: '（2026）皖0104执123号' }) caseNumber: string;
  @ApiProperty({ example: '皖0104' }) courtCode: string;
  @ApiProperty({ example: '合肥市蜀山区人民法院' }) court: string;
  @ApiProperty({
    oneOf: [ShownUnitResponse, ShownPersonResponse].map((model) => ({
      $ref: getSchemaPath(model),
    })),
  })
  debtor: ShownDebtor;
  @ApiProperty({ enum: LISTING_GROUNDS, isArray: true }) grounds: ListingGround[];
  @ApiProperty({ enum: RULE_VERSIONS }) ruleVersion: RuleVersion;
  @ApiProperty({ type: String, nullable: true }) termEndsOn: string | null;
  @ApiProperty({ type: ExtensionRequest, nullable: true }) extension: ExtensionRequest | null;
  @ApiProperty({ type: String, nullable: true }) conduct: string | null;
  @ApiProperty({ type: InstrumentRequest }) instrument: InstrumentRequest;
  @ApiProperty() duty: string;
  @ApiProperty({ enum: PERFORMANCES }) performance: Performance;
  @ApiProperty({ type: String, nullable: true }) performedPart: string | null;
  @ApiProperty({ type: String, nullable: true }) unperformedPart: string | null;
  @ApiProperty({ example: '2026-01-15' }) filedOn: string;
  @ApiProperty({ example: '2026-03-02' }) decidedOn: string;
  @ApiProperty({ enum: IMPOSERS, nullable: true }) imposedBy: ImposedBy | null;
  @ApiProperty({ enum: APPLICANTS, nullable: true }) applicant: Applicant | null;
  @ApiProperty({ type: String, nullable: true, format: 'date-time' }) publishedAt: string | null;
  @ApiProperty({ type: String, nullable: true }) until: string | null;
  @ApiProperty({ type: [RecordRestrictionResponse] }) restrictions: RecordRestrictionResponse[];
}

export function toRecordResponse(record: DisclosedRecord): ListingRecordResponse {
  const { listing, ...rest } = record;
  const { id, version, status, courtCode, term, publishedAt } = listing;
  return {
    ...rest,
    listingId: id,
    version,
    state: status,
    courtCode,
    court: courtName(courtCode),
    termEndsOn: term.termEndsOn,
    publishedAt: publishedAt?.toISOString() ?? null,
    until: untilOf(listing),
  };
}
