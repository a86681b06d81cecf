import { Body, Controller, Get, Header, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentActor, PathId, Roles, type Actor } from '#bootstrap';
import { ImposeRestriction } from '../use-cases/impose-restriction.js';
import { ReadRestrictions } from '../use-cases/read-restrictions.js';
import { RestrictionRequest } from './restriction.requests.js';
import { RestrictionListResponse, RestrictionResponse } from './restriction.responses.js';

/** 限制消费, 限制出境: imposed and read here; lifted only by a court's order that names them. */
@ApiTags('restrictions')
@Controller('v1/listings/:id/restrictions')
export class RestrictionsController {
  constructor(
    private readonly imposeRestriction: ImposeRestriction,
    private readonly readRestrictions: ReadRestrictions,
  ) {}

  /**
   * Records one restriction that the court imposed in this case. It stays until an order lifts it by
   * name, whatever becomes of the listing.
   */
  @Post()
  @Roles('officer')
  @ApiOperation({
    summary: '采取限制消费、限制出境措施 — bind the debtor or an officer of the unit',
  })
  @ApiCreatedResponse({ type: RestrictionResponse })
  impose(
    @PathId('lst') listingId: string,
    @Body() entry: RestrictionRequest,
    @CurrentActor() actor: Actor,
  ): Promise<RestrictionResponse> {
    return this.imposeRestriction.execute(listingId, entry, actor);
  }

  /** All that were imposed in this case, lifted ones too, the oldest first. */
  @Get()
  @Header('cache-control', 'no-store')
  @Roles('officer', 'judge', 'operations', 'service')
  @ApiOperation({ summary: '查询限制措施 — restrictions imposed in the case of one listing' })
  @ApiOkResponse({ type: RestrictionListResponse })
  async read(
    @PathId('lst') listingId: string,
    @CurrentActor() actor: Actor,
  ): Promise<RestrictionListResponse> {
    return { data: await this.readRestrictions.execute(listingId, actor) };
  }
}
