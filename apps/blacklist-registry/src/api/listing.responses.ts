import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { LISTING_STATES, type ListingState } from '#contracts';
import type { Listing } from '../domain/listing.js';

/** One listing as the court's own staff and the other services see it: no word of who the debtor is. */
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
}

export function toResponse(listing: Listing, others?: string[]): ListingResponse {
  const { id, version, status, courtCode } = listing;
  return { id, version, state: status, courtCode, ...(others && { others }) };
}
