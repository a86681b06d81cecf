import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import {
  BASES,
  LISTING_GROUNDS,
  LISTING_STATES,
  REMOVAL_BASES,
  type Basis,
  type ListingGround,
  type ListingState,
  type RemovalBasis,
} from '#contracts';
import type { Sex, ShownDebtor } from '../domain/court-record.js';
import type { Listing } from '../domain/listing.js';
import {
  APPLICANTS,
  IMPOSERS,
  type Applicant,
  type ImposedBy,
  type Performance,
} from '../domain/listing-entry.js';
import { RULE_VERSIONS, type RuleVersion } from '../domain/term.js';
import { ExtensionRequest, InstrumentRequest, PERFORMANCES } from './listing.requests.js';

export class ShownUnitResponse {
  @ApiProperty({ enum: ['UNIT'] }) type: 'UNIT';
  @ApiProperty({ example: '合肥青禾建材有限公司' }) name: string;
  @ApiProperty({ example: '91340100TE5T000167' }) uscc: string;
  @ApiPropertyOptional({ example: '沈若棠' }) legalRepresentative?: string;
}

export class ShownPersonResponse {
  @ApiProperty({ enum: ['PERSON'] }) type: 'PERSON';
  @ApiProperty({ example: '周明远' }) name: string;
  @ApiProperty({ example: '3401041900****0018', description: 'Month and day of birth hidden' })
  maskedIdNumber: string;
  @ApiProperty({ enum: ['MALE', 'FEMALE'], description: 'By the identity number' }) sex: Sex;
  @ApiProperty({ example: 46, description: '周岁, today' }) age: number;
}

/** Another listing of the same debtor that has left the list. */
export class EarlierListingResponse {
  @ApiProperty({ example: 'lst_01J9ZP0M3V6K8Q4T2R7X5W1Y9D' }) id: string;
  @ApiProperty({ format: 'date-time' }) endedAt: string;
  @ApiProperty({ example: '2026-11-20', description: 'The day in China' }) endedOn: string;
  @ApiProperty({ enum: REMOVAL_BASES }) basis: string;
}

/** How a listing last left the list, or was shielded from it. */
export class LastExitResponse {
  @ApiProperty({ enum: BASES }) basis: Basis;
  @ApiProperty({ enum: LISTING_STATES }) state: ListingState;
  @ApiProperty({ format: 'date-time' }) at: string;
  @ApiProperty({ type: String, nullable: true }) decisionId: string | null;
}

/** A restriction in the case of a listing; whom it binds is not said. */
export class ListedRestrictionResponse {
  @ApiProperty({ example: 'rst_01J9ZP0M3V6K8Q4T2R7X5W1Y9D' }) id: string;
  @ApiProperty({ example: 'SPENDING' }) kind: string;
  @ApiProperty({ example: 'ACTIVE' }) state: string;
  @ApiProperty({ example: 'DEBTOR' }) boundRole: string;
  @ApiProperty({ type: String, nullable: true }) until: string | null;
  @ApiProperty({ example: 1 }) version: number;
}

const FOR_SERVICES = 'Only with include=others';
const FOR_ITS_COURT = 'Read back by the court that listed';
const FOR_BOTH = 'Only with include=others, or read back by the court that listed';

/** One listing. Only the staff of the court that listed are told who the debtor is. */
@ApiExtraModels(ShownUnitResponse, ShownPersonResponse)
export class ListingResponse {
  @ApiProperty({ example: 'lst_01J9ZP0M3V6K8Q4T2R7X5W1Y9C' })
  id: string;

  @ApiProperty({ example: 1, description: 'One more with every change' })
  version: number;

  @ApiProperty({ enum: LISTING_STATES, example: 'PUBLISHED' })
  state: ListingState;

  @ApiProperty({
    example: '皖0104',
    description: 'The court that listed, and alone may order changes',
  })
  courtCode: string;

  @ApiPropertyOptional({
    type: [String],
    example: ['lst_01J9ZP0M3V6K8Q4T2R7X5W1Y9D'],
    description: `${FOR_SERVICES}: other listings of the same debtor that are published or shielded`,
  })
  others?: string[];

  @ApiPropertyOptional({
    type: [EarlierListingResponse],
    description: `${FOR_SERVICES}: the same debtor’s listings that ended, the newest 20`,
  })
  earlier?: EarlierListingResponse[];

  @ApiPropertyOptional({ enum: ['UNIT', 'PERSON'], description: FOR_SERVICES })
  subjectType?: 'UNIT' | 'PERSON';

  @ApiPropertyOptional({ example: '（2026）皖0104执123号', description: FOR_BOTH })
  caseNumber?: string;

  @ApiPropertyOptional({ enum: LISTING_GROUNDS, isArray: true, description: FOR_BOTH })
  grounds?: ListingGround[];

  @ApiPropertyOptional({ enum: RULE_VERSIONS, description: FOR_BOTH })
  ruleVersion?: RuleVersion;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    example: '2028-03-02',
    description: `Last day of the term, null where it has none. ${FOR_BOTH}`,
  })
  termEndsOn?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description: `Last day of a shield or grace; in DECIDED the day of publication. ${FOR_BOTH}`,
  })
  until?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, format: 'date-time', description: FOR_BOTH })
  publishedAt?: string | null;

  @ApiPropertyOptional({ example: '2026-01-15', description: FOR_BOTH })
  filedOn?: string;

  @ApiPropertyOptional({ example: '2026-03-02', description: FOR_BOTH })
  decidedOn?: string;

  @ApiPropertyOptional({ enum: IMPOSERS, nullable: true, description: FOR_BOTH })
  imposedBy?: ImposedBy | null;

  @ApiPropertyOptional({ enum: APPLICANTS, nullable: true, description: FOR_BOTH })
  applicant?: Applicant | null;

  @ApiPropertyOptional({ type: [ListedRestrictionResponse], description: FOR_SERVICES })
  restrictions?: ListedRestrictionResponse[];

  @ApiPropertyOptional({ type: LastExitResponse, nullable: true, description: FOR_SERVICES })
  lastExit?: LastExitResponse | null;

  @ApiPropertyOptional({
    enum: REMOVAL_BASES,
    isArray: true,
    description: `${FOR_SERVICES}: the exits that the law leaves open to it today`,
  })
  exits?: RemovalBasis[];

  @ApiPropertyOptional({
    oneOf: [ShownUnitResponse, ShownPersonResponse].map((model) => ({
      $ref: getSchemaPath(model),
    })),
    description: FOR_ITS_COURT,
  })
  subject?: ShownDebtor;

  @ApiPropertyOptional({ type: ExtensionRequest, nullable: true, description: FOR_ITS_COURT })
  extension?: ExtensionRequest | null;

  @ApiPropertyOptional({ type: String, nullable: true, description: FOR_ITS_COURT })
  conduct?: string | null;

  @ApiPropertyOptional({ type: InstrumentRequest, description: FOR_ITS_COURT })
  instrument?: InstrumentRequest;

  @ApiPropertyOptional({ description: FOR_ITS_COURT })
  duty?: string;

  @ApiPropertyOptional({ enum: PERFORMANCES, description: FOR_ITS_COURT })
  performance?: Performance;

  @ApiPropertyOptional({ type: String, nullable: true, description: FOR_ITS_COURT })
  performedPart?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, description: FOR_ITS_COURT })
  unperformedPart?: string | null;
}

export class ListingPageResponse {
  @ApiProperty({ type: [ListingResponse] }) data: ListingResponse[];
  @ApiProperty({ type: String, nullable: true }) next: string | null;
}

/** Its state and version: nothing of the debtor. */
export function toResponse({ id, version, status, courtCode }: Listing): ListingResponse {
  return { id, version, state: status, courtCode };
}
