import { Body, Controller, Get, HttpCode, Post, Query, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblem, conflict, CurrentActor, PathId, Roles, type Actor } from '#bootstrap';
import { CallerPaceGuard } from '../callers/pace-guards.js';
import { SetupPace } from '../callers/setup-pace.js';
import { LookScheduler } from '../looks/look-scheduler.js';
import { FindObligations } from '../use-cases/find-obligations.js';
import { ResendObligation, type Resent } from '../use-cases/resend-obligation.js';
import { ObligationsQuery } from './obligations.requests.js';
import { CurrentTokenGuard } from './current-token.guard.js';
import { examples } from './examples.js';
import { requireOwn } from './own-matters.js';
import { ObligationResendRequest } from './replays.requests.js';

const DEFAULT_LIMIT = 500;

/** Where every subscriber stands with every change. */
@ApiTags('obligations')
@ApiProblem(429, 'More than 50 requests a second: ask again after `Retry-After`.')
@UseGuards(CallerPaceGuard, CurrentTokenGuard)
@Controller('v1/obligations')
export class ObligationsController {
  constructor(
    private readonly find: FindObligations,
    private readonly looks: LookScheduler,
    private readonly resendObligation: ResendObligation,
    private readonly pace: SetupPace,
  ) {}

  @ApiOperation({ summary: 'Obligations, oldest first; a subscriber sees its own' })
  @ApiOkResponse({ example: examples.obligations })
  @Roles('operations', 'subscriber')
  @Get()
  list(@Query() query: ObligationsQuery, @CurrentActor() actor: Actor): Promise<object> {
    const { listing, state, flag, after, limit = DEFAULT_LIMIT } = query;
    const open = query.open === undefined ? undefined : query.open === 'true';
    if (query.subscriber) requireOwn(actor, query.subscriber, 'subscriber');
    const subscriber = actor.role === 'subscriber' ? actor.sub : query.subscriber;
    return this.find.list({ listing, subscriber, state, flag, open, after, limit });
  }

  @ApiOperation({ summary: 'One obligation with its receipts, attempts and looks' })
  @ApiOkResponse({ example: examples.history })
  @Roles('operations', 'subscriber')
  @Get(':id')
  async get(@PathId('obl') id: string, @CurrentActor() actor: Actor): Promise<object> {
    const found = await this.find.history(id);
    requireOwn(actor, found.subscriber);
    return found;
  }

  @ApiOperation({ summary: 'Look now, and answer with what came of it' })
  @ApiOkResponse({ example: examples.obligation })
  @Roles('operations')
  @Post(':id/look')
  @HttpCode(200)
  async look(@PathId('obl') id: string): Promise<object> {
    const { supersededBy, restriction } = await this.find.byId(id);
    if (restriction !== null) throw conflict('NOTHING_TO_LOOK_AT');
    if (supersededBy !== null) throw conflict('SUPERSEDED');
    if (!(await this.looks.lookNow(id))) throw conflict('NO_CONSENT');
    return this.find.byId(id);
  }

  @ApiOperation({
    summary: "Push an obligation's change once more: a new delivery id, the same event id",
  })
  @ApiOkResponse({
    example: {
      id: 'obl_01J00000000000000000000000',
      eventId: 'evt_01J00000000000000000000000',
      streams: [{ stream: 'str_01J00000000000000000000000', standing: 'queued' }],
    },
  })
  @Roles('operations', 'subscriber')
  @Post(':id/resend')
  @HttpCode(200)
  async resend(
    @PathId('obl') id: string,
    @Body() { stream = null }: ObligationResendRequest,
    @CurrentActor() actor: Actor,
  ): Promise<Resent> {
    const { subscriber } = await this.find.byId(id);
    requireOwn(actor, subscriber);
    this.pace.takeWrite(actor, 'resend');
    const isSubscriber = actor.role === 'subscriber';
    return this.resendObligation.run({
      ...{ obligationId: id, streamId: stream, by: actor.sub, isSubscriber },
    });
  }
}
