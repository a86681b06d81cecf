import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentActor, Roles, type Actor } from '#bootstrap';
import { ListExceptions } from '../use-cases/list-exceptions.js';
import { ExceptionQuery } from './exception.requests.js';
import { ExceptionPageResponse, toExceptionPage } from './exception.responses.js';

@ApiTags('exceptions')
@Controller('v1/exceptions')
export class ExceptionsController {
  constructor(private readonly listExceptions: ListExceptions) {}

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
}
