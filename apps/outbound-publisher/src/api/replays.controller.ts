import { Body, Controller, Get, HttpCode, Post, Query, UseGuards } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentActor, PathId, Roles, type Actor } from '#bootstrap';
import type { Replay } from '../domain/replay.js';
import { ReplayRunner } from '../replays/replay-runner.js';
import { CancelReplay } from '../use-cases/cancel-replay.js';
import { FindReplays } from '../use-cases/find-replays.js';
import { StartReplay } from '../use-cases/start-replay.js';
import { CurrentTokenGuard } from './current-token.guard.js';
import { examples } from './examples.js';
import { choiceOf, ReplayRequest, ReplaysQuery, SkippedQuery } from './replays.requests.js';

const DEFAULT_LIMIT = 100;
const DEFAULT_SKIPPED = 500;

/** What was pushed, pushed again: each listing's newest version. The whole history is a feed's seek. */
@ApiTags('replays')
@UseGuards(CurrentTokenGuard)
@Controller('v1/replays')
export class ReplaysController {
  constructor(
    private readonly start: StartReplay,
    private readonly cancel: CancelReplay,
    private readonly find: FindReplays,
    private readonly runner: ReplayRunner,
  ) {}

  @ApiOperation({ summary: 'Push again what a subscriber, stream or listing was told of' })
  @ApiCreatedResponse({ example: { id: 'rpl_01J00000000000000000000000' } })
  @Roles('operations')
  @Post()
  async create(
    @Body() request: ReplayRequest,
    @CurrentActor() actor: Actor,
  ): Promise<{ id: string }> {
    const id = await this.start.run(choiceOf(request), actor.sub);
    this.runner.wake();
    return { id };
  }

  @ApiOperation({ summary: 'Replays, newest first' })
  @ApiOkResponse({ example: examples.replays })
  @Roles('operations')
  @Get()
  async list(@Query() { after, limit = DEFAULT_LIMIT }: ReplaysQuery): Promise<object> {
    const { data, next } = await this.find.list({ after, limit });
    return { data: data.map(replayResponse), next };
  }

  @ApiOperation({ summary: 'How far a replay is' })
  @ApiOkResponse({ example: examples.replay })
  @Roles('operations')
  @Get(':id')
  async get(@PathId('rpl') id: string): Promise<object> {
    const { replay, failed } = await this.find.byId(id);
    const { selected, skipped, queued, delivered, overtaken, endedAt } = replay;
    const sent = delivered + failed;
    const done = endedAt !== null;
    return {
      ...replayResponse(replay),
      progress: { selected, skipped, queued, sent, delivered, failed, overtaken, done },
    };
  }

  @ApiOperation({ summary: 'What a replay was asked for and does not push, and why' })
  @ApiOkResponse({ example: examples.skipped })
  @Roles('operations')
  @Get(':id/skipped')
  skipped(
    @PathId('rpl') id: string,
    @Query() { after = 0, limit = DEFAULT_SKIPPED }: SkippedQuery,
  ): Promise<object> {
    return this.find.skipped(id, { after, limit });
  }

  @ApiOperation({ summary: 'Take back what a replay has not pushed yet' })
  @ApiOkResponse({ example: examples.replay })
  @Roles('operations')
  @Post(':id/cancel')
  @HttpCode(200)
  async cancelIt(@PathId('rpl') id: string, @CurrentActor() actor: Actor): Promise<object> {
    await this.cancel.run(id, actor.sub);
    this.runner.wake();
    return this.get(id);
  }
}

function replayResponse(replay: Replay) {
  const { id, status, state, from, to, requestedBy, createdAt, endedAt } = replay;
  const { subscriberId: subscriber, streamId: stream, listingId: listing } = replay;
  return {
    ...{ id, status, subscriber, stream, listing, state, from, to },
    ...{ requestedBy, createdAt, endedAt },
  };
}
