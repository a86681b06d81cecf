import { Controller, Get, HttpCode, Post, Query, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { conflict, CurrentActor, PathId, Roles, type Actor } from '#bootstrap';
import { CallerPaceGuard } from '../callers/pace-guards.js';
import { LookScheduler } from '../looks/look-scheduler.js';
import { FindObligations } from '../use-cases/find-obligations.js';
import { ObligationsQuery } from './obligations.requests.js';
import { CurrentTokenGuard } from './current-token.guard.js';
import { requireOwn } from './own-matters.js';

const DEFAULT_LIMIT = 500;

/** Where every subscriber stands with every change. */
@ApiTags('obligations')
@UseGuards(CallerPaceGuard, CurrentTokenGuard)
@Controller('v1/obligations')
export class ObligationsController {
  constructor(
    private readonly find: FindObligations,
    private readonly looks: LookScheduler,
  ) {}

  @ApiOperation({ summary: 'Obligations, oldest first; a subscriber sees its own' })
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
  @Roles('operations', 'subscriber')
  @Get(':id')
  async get(@PathId('obl') id: string, @CurrentActor() actor: Actor): Promise<object> {
    const found = await this.find.history(id);
    requireOwn(actor, found.subscriber);
    return found;
  }

  @ApiOperation({ summary: 'Look now, and answer with what came of it' })
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
}
