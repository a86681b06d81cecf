import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  BOUND_ROLES,
  RESTRICTION_KINDS,
  RESTRICTION_STATES,
  type BoundRole,
  type RestrictionKind,
  type RestrictionState,
} from '#contracts';

export class BoundPersonResponse {
  @ApiProperty({ example: '沈若棠' }) name: string;
  @ApiProperty({ example: '3401041900****0018', description: 'Month and day of birth hidden' })
  maskedIdNumber: string;
}

/** One restriction of one person, with a version chain of its own. */
export class RestrictionResponse {
  @ApiProperty({ example: 'rst_01J9ZP0M3V6K8Q4T2R7X5W1Y9C' }) id: string;
  @ApiProperty({ example: 'lst_01J9ZP0M3V6K8Q4T2R7X5W1Y9C' }) listingId: string;
  @ApiProperty({ enum: RESTRICTION_KINDS, example: 'SPENDING' }) kind: RestrictionKind;
  @ApiProperty({ enum: BOUND_ROLES, example: 'LEGAL_REPRESENTATIVE' }) boundRole: BoundRole;
  @ApiProperty({ enum: RESTRICTION_STATES, example: 'ACTIVE' }) state: RestrictionState;

  @ApiProperty({
    type: String,
    format: 'date',
    nullable: true,
    description: 'Last day of a temporary lift',
  })
  until: string | null;

  @ApiProperty({ example: 1, description: 'One more with every change' }) version: number;
  @ApiProperty({ format: 'date', example: '2026-03-02' }) decidedOn: string;

  @ApiPropertyOptional({
    type: BoundPersonResponse,
    description: 'The officer bound; read back by the court that imposed',
  })
  person?: BoundPersonResponse;
}

export class RestrictionListResponse {
  @ApiProperty({ type: [RestrictionResponse] }) data: RestrictionResponse[];
}
