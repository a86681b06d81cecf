import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentActor, PathId, Roles, type Actor } from '#bootstrap';
import { ListDebtor } from '../use-cases/list-debtor.js';
import { ReadListing } from '../use-cases/read-listing.js';
import { ListingQuery, ListingRequest } from './listing.requests.js';
import { ListingResponse, toResponse } from './listing.responses.js';

@ApiTags('listings')
@Controller('v1/listings')
export class ListingsController {
  constructor(
    private readonly listDebtor: ListDebtor,
    private readonly readListing: ReadListing,
  ) {}

  /** A court puts a debtor on the list; `listing.published.v1` follows. */
  @Post()
  @Roles('officer')
  @ApiOperation({
    summary: '纳入失信被执行人名单 — list a debtor under one case of the officer’s court',
  })
  @ApiCreatedResponse({ type: ListingResponse })
  async list(
    @Body() request: ListingRequest,
    @CurrentActor() actor: Actor,
  ): Promise<ListingResponse> {
    return toResponse(await this.listDebtor.execute(request, actor));
  }

  /** The listing's state and version now. Courts see their own listings only. */
  @Get(':id')
  @Roles('officer', 'judge', 'operations', 'service')
  @ApiOperation({ summary: '查询失信信息 — state and version of one listing' })
  @ApiOkResponse({ type: ListingResponse })
  async read(
    @PathId('lst') id: string,
    @Query() { include }: ListingQuery,
    @CurrentActor() actor: Actor,
  ): Promise<ListingResponse> {
    const { listing, others } = await this.readListing.execute({ id, include, actor });
    return toResponse(listing, others);
  }
}
