import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { LISTING_STATES, type ListingState } from '#contracts';
import type { Listing } from '../domain/listing.js';
import type { CourtRecord, ShownDebtor } from '../domain/court-record.js';

export class ShownUnitResponse {
  @ApiProperty({ enum: ['UNIT'] }) type: 'UNIT';
  @ApiProperty({ example: '合肥青禾建材有限公司' }) name: string;
  @ApiProperty({ example: '91340100TE5T000167' }) uscc: string;
}

export class ShownPersonResponse {
  @ApiProperty({ enum: ['PERSON'] }) type: 'PERSON';
  @ApiProperty({ example: '周明远' }) name: string;
  @ApiProperty({ example: '3401041900****0018', description: 'Month and day of birth hidden' })
  maskedIdNumber: string;
}

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
    description:
      'Only with include=others: other listings of the same debtor that are published or shielded',
  })
  others?: string[];

  @ApiPropertyOptional({
    example: '（2026）皖0104执123号',
    description: 'Read back by the court that listed',
  })
  caseNumber?: string;

  @ApiPropertyOptional({
    oneOf: [ShownUnitResponse, ShownPersonResponse].map((model) => ({
      $ref: getSchemaPath(model),
    })),
    description: 'Read back by the court that listed',
  })
  subject?: ShownDebtor;
}

export class ListingPageResponse {
  @ApiProperty({ type: [ListingResponse] }) data: ListingResponse[];
  @ApiProperty({ type: String, nullable: true }) next: string | null;
}

/** Its state and version: nothing of the debtor. */
export function toResponse({ id, version, status, courtCode }: Listing): ListingResponse {
  return { id, version, state: status, courtCode };
}

/** For the staff of the court that listed. */
export function toCourtResponse({ listing, caseNumber, debtor }: CourtRecord): ListingResponse {
  return { ...toResponse(listing), caseNumber, subject: debtor };
}
