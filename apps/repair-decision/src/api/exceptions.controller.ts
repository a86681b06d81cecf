import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentActor, PathId, Roles, type Actor } from '#bootstrap';
import { AcknowledgeException } from '../use-cases/acknowledge-exception.js';
import { ListExceptions } from '../use-cases/list-exceptions.js';
import { ShowDecision } from '../use-cases/show-decision.js';
import { DecisionResponse, toDecisionResponse } from './decision.responses.js';
import { AcknowledgementRequest, ExceptionQuery } from './exception.requests.js';
import { ExceptionPageResponse, toExceptionPage } from './exception.responses.js';

@ApiTags('exceptions')
@Controller('v1/exceptions')
export class ExceptionsController {
  constructor(
    private readonly listExceptions: ListExceptions,
    private readonly acknowledgeException: AcknowledgeException,
    private readonly showDecision: ShowDecision,
  ) {}

  /** Orders that were refused, or not answered or not taken in within 60 seconds. */
  @Get()
  @Roles('officer', 'judge', 'operations')
  @ApiOperation({ summary: '异常列表 — orders that need somebody’s eyes' })
  @ApiOkResponse({ type: ExceptionPageResponse })
  async list(
    @Query() query: ExceptionQuery,
    @CurrentActor() actor: Actor,
  ): Promise<ExceptionPageResponse> {
    return toExceptionPage(await this.listExceptions.execute(query, actor));
  }

  /** Ends the exception of a decision whose order was refused. The outcome stays as it is. */
  @Post(':id/acknowledge')
  @HttpCode(200)
  @Roles('judge', 'operations')
  @ApiOperation({ summary: '确认异常 — acknowledge a refused order, by its decision’s id' })
  @ApiOkResponse({ type: DecisionResponse })
  async acknowledge(
    @PathId('dec') id: string,
    @Body() { reason }: AcknowledgementRequest,
    @CurrentActor() actor: Actor,
  ): Promise<DecisionResponse> {
    await this.acknowledgeException.execute(id, reason, actor);
    return toDecisionResponse(await this.showDecision.execute(id, actor));
  }
}
