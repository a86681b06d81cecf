import { Controller, Get, Query, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IdField, NumberField, Roles } from '#bootstrap';
import type { TroubledStream } from '../domain/standing.js';
import { FindStanding } from '../use-cases/find-standing.js';
import { CurrentTokenGuard } from './current-token.guard.js';
import { standingResponse } from './standing.response.js';

const DEFAULT_LIMIT = 100;

export class TroubleQuery {
  @IdField('str', {
    example: 'str_01J00000000000000000000000',
    optional: true,
    description: '`next` of the page before.',
  })
  after?: string;

  @NumberField({ min: 1, max: 500, example: 100, optional: true, fromQuery: true })
  limit?: number;
}

/** What operations must see to. (Obligations in an exception: `GET /v1/obligations?state=nacked` and so on.) */
@ApiTags('exceptions')
@UseGuards(CurrentTokenGuard)
@Controller('v1/exceptions')
export class ExceptionsController {
  constructor(private readonly find: FindStanding) {}

  @ApiOperation({ summary: 'Streams that push nothing, or have pushes that people must see to' })
  @ApiOkResponse({
    example: { data: [{ id: 'str_01J00000000000000000000000', reasons: ['gone'] }], next: null },
  })
  @Roles('operations')
  @Get('streams')
  async streams(@Query() { after, limit = DEFAULT_LIMIT }: TroubleQuery): Promise<object> {
    const { data, next } = await this.find.inTrouble({ after, limit });
    return {
      data: data.map(({ standing, ...stream }) => ({
        ...{ id: stream.id, subscriber: stream.subscriberId },
        ...{ channel: stream.channel, status: stream.status, reasons: reasonsOf(stream) },
        push: standing && standingResponse(standing),
      })),
      next,
    };
  }
}

/** `paused`, `pending`: by a person, or not proven yet; `failures`, `gone`: its breaker; `stuck`: single pushes. */
function reasonsOf({ status, breakerReason, isStuck }: TroubledStream): string[] {
  return [
    ...(status === 'enabled' ? [] : [status]),
    ...(breakerReason === null ? [] : [breakerReason]),
    ...(isStuck ? ['stuck'] : []),
  ];
}
