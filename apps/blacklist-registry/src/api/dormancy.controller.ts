import { Body, Controller, Get, Header, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentActor, PathId, Roles, type Actor } from '#bootstrap';
import { FindDormant } from '../use-cases/find-dormant.js';
import { MarkCase } from '../use-cases/mark-case.js';
import { CaseStatusRequest, DormantQuery } from './dormancy.requests.js';
import {
  CaseStatusResponse,
  DormantPageResponse,
  toDormantResponse,
} from './dormancy.responses.js';

/** 清理长期“沉寂”名单: listings that ought to be verified, case by case. */
@ApiTags('dormancy')
@Controller('v1')
export class DormancyController {
  constructor(
    private readonly findDormant: FindDormant,
    private readonly markCase: MarkCase,
  ) {}

  /**
   * Listings still on the list whose term has ended, whose case is closed or fulfilled, or in whose case
   * nothing has happened for long, each with all that was found; the longest asleep first.
   */
  @Get('dormant-listings')
  @Header('cache-control', 'no-store')
  @Roles('officer', 'judge', 'service')
  @ApiOperation({ summary: '查询长期“沉寂”名单 — listings of one court that ought to be verified' })
  @ApiOkResponse({ type: DormantPageResponse })
  async dormant(
    @Query() question: DormantQuery,
    @CurrentActor() actor: Actor,
  ): Promise<DormantPageResponse> {
    const { data, next } = await this.findDormant.execute(question, actor);
    return { data: data.map(toDormantResponse), next };
  }

  /** Says how the case stands; the listing stays as it is until an order changes it. */
  @Post('listings/:id/case-status')
  @HttpCode(200)
  @Roles('officer')
  @ApiOperation({ summary: '标注案件状态 — mark the case as open, closed or fulfilled' })
  @ApiOkResponse({ type: CaseStatusResponse })
  mark(
    @PathId('lst') listingId: string,
    @Body() mark: CaseStatusRequest,
    @CurrentActor() actor: Actor,
  ): Promise<CaseStatusResponse> {
    return this.markCase.execute(listingId, mark, actor);
  }
}
