import { Body, Controller, Get, Header, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentActor, PathId, Roles, type Actor } from '#bootstrap';
import { DiscloseRecord } from '../use-cases/disclose-record.js';
import { FindCase } from '../use-cases/find-case.js';
import { ListDebtor } from '../use-cases/list-debtor.js';
import { ReadListing } from '../use-cases/read-listing.js';
import { toBackgroundResponse, toCourtResponse, toEntry } from './listing-presenter.js';
import { ListingRecordResponse, toRecordResponse } from './listing-record.response.js';
import { CaseQuery, ListingQuery, ListingRequest } from './listing.requests.js';
import { ListingPageResponse, ListingResponse, toResponse } from './listing.responses.js';

@ApiTags('listings')
@Controller('v1/listings')
export class ListingsController {
  constructor(
    private readonly listDebtor: ListDebtor,
    private readonly readListing: ReadListing,
    private readonly findCase: FindCase,
    private readonly discloseRecord: DiscloseRecord,
  ) {}

  /**
   * A court puts a debtor on the list; `listing.published.v1` follows, at once or when the grace or
   * the day of publication has come.
   */
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
    return toResponse(await this.listDebtor.execute(toEntry(request), actor));
  }

  /** The court's listings under one case, ended ones too, oldest first. */
  @Get()
  @Header('cache-control', 'no-store')
  @Roles('officer', 'judge', 'president')
  @ApiOperation({ summary: '按案号查询失信信息 — the court’s listings under one case' })
  @ApiOkResponse({ type: ListingPageResponse })
  async ofCase(
    @Query() question: CaseQuery,
    @CurrentActor() actor: Actor,
  ): Promise<ListingPageResponse> {
    const { data, next } = await this.findCase.execute(question, actor);
    return { data: data.map(toCourtResponse), next };
  }

  /**
   * The listing's state and version now. Courts see their own listings only, and read back whom they
   * listed, so that a typing error is noticed.
   */
  @Get(':id')
  @Header('cache-control', 'no-store')
  @Roles('officer', 'judge', 'president', 'operations', 'service')
  @ApiOperation({ summary: '查询失信信息 — state and version of one listing' })
  @ApiOkResponse({ type: ListingResponse })
  async read(
    @PathId('lst') id: string,
    @Query() { include }: ListingQuery,
    @CurrentActor() actor: Actor,
  ): Promise<ListingResponse> {
    const { listing, background, record } = await this.readListing.execute({ id, include, actor });
    if (record) return toCourtResponse(record);
    return background ? toBackgroundResponse(listing, background) : toResponse(listing);
  }

  /** The whole record, for the court's papers. Every reading is ledgered as a disclosure. */
  @Get(':id/record')
  @Header('cache-control', 'no-store')
  @Roles('service')
  @ApiOperation({ summary: '文书所需的完整记录 — the full record, for court papers; ledgered' })
  @ApiOkResponse({ type: ListingRecordResponse })
  async record(
    @PathId('lst') id: string,
    @CurrentActor() actor: Actor,
  ): Promise<ListingRecordResponse> {
    return toRecordResponse(await this.discloseRecord.execute(id, actor));
  }
}
