import {
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  Post,
  Query,
  Res,
  UseGuards,
} from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  ApiProblem,
  CurrentActor,
  forbidden,
  invalid,
  PathId,
  Roles,
  type Actor,
} from '#bootstrap';
import { languageOf } from '#i18n';
import { CallerPaceGuard } from '../callers/pace-guards.js';
import { SetupPace } from '../callers/setup-pace.js';
import { formatFeedCursor } from '../domain/feed-cursor.js';
import { FindStanding } from '../use-cases/find-standing.js';
import { FindSubscribers } from '../use-cases/find-subscribers.js';
import { ReadFeed, type FeedPage } from '../use-cases/read-feed.js';
import { SetStreamStatus } from '../use-cases/set-stream-status.js';
import { CurrentTokenGuard } from './current-token.guard.js';
import { examples } from './examples.js';
import { openerOf, requireOwn } from './own-matters.js';
import { streamResponse } from './responses.js';
import { standingResponse } from './standing.response.js';
import { CommitRequest, FeedQuery, SeekRequest, StreamStatusRequest } from './streams.requests.js';
import { publisherTexts } from './texts.js';

const DEFAULT_LIMIT = 100;

/** A subscriber's channels: pushed to it, or read by it. */
@ApiTags('streams')
@ApiProblem(429, 'More than 50 requests a second: ask again after `Retry-After`.')
@UseGuards(CallerPaceGuard, CurrentTokenGuard)
@Controller('v1/streams')
export class StreamsController {
  constructor(
    private readonly find: FindSubscribers,
    private readonly standing: FindStanding,
    private readonly setStreamStatus: SetStreamStatus,
    private readonly readFeed: ReadFeed,
    private readonly pace: SetupPace,
  ) {}

  @ApiOperation({ summary: 'A stream and where it stands' })
  @ApiOkResponse({ example: examples.stream })
  @Roles('operations', 'subscriber')
  @Get(':id')
  async get(@PathId('str') id: string, @CurrentActor() actor: Actor): Promise<object> {
    const stream = streamResponse(await this.streamFor(actor, id));
    const push = await this.standing.of(id);
    return push ? { ...stream, push: standingResponse(push) } : stream;
  }

  @ApiOperation({
    summary: 'Pause, resume or disable a stream; what it misses is kept',
    description:
      'A subscriber may disable one of its own, if it is told by another. Resuming gives `pending`, with a `message`, ' +
      'where the address is still to be proven: POST /v1/streams/{id}/verify proves it, or operations answer for it. ' +
      'Enabling what was opened as `pending` is their word for its address; one that was given later they name with ' +
      '`vouchFor`. 409 `ADDRESS_CHANGED` where it is another by now.',
  })
  @ApiOkResponse({ example: { id: 'str_01J00000000000000000000000', status: 'paused' } })
  @Roles('operations', 'subscriber')
  @Post(':id/status')
  @HttpCode(200)
  async setStatus(
    @PathId('str') id: string,
    @Body() { status: wanted, vouchFor }: StreamStatusRequest,
    @CurrentActor() actor: Actor,
    @Headers('accept-language') languages?: string,
  ): Promise<object> {
    const stream = await this.streamFor(actor, id);
    if (actor.role === 'subscriber' && wanted !== 'disabled')
      throw forbidden('OWN_STATUS', 'status');
    if (vouchFor && wanted !== 'enabled') throw invalid('UNKNOWN_FIELD', 'vouchFor');
    const change = { status: wanted, vouchFor: vouchFor ?? null };
    const status = await this.setStreamStatus.run(stream, change, openerOf(actor));
    if (status !== 'pending') return { id, status };
    return { id, status, message: publisherTexts.text('NOT_VERIFIED', {}, languageOf(languages)) };
  }

  @ApiOperation({ summary: "Read the subscriber's changes in order; waits for one if asked to" })
  @ApiOkResponse({
    example: { data: [{ offset: 7, event: '{…}', jws: 'h..s' }], next: '1.7', done: true },
  })
  @ApiProblem(
    410,
    '`CURSOR_EXPIRED`: what comes next is not kept any more. Load `snapshot`, then go on with `startFrom`.',
  )
  @ApiProblem(
    429,
    'More than five long polls on this stream, or 50 requests a second: ask again after `Retry-After`.',
  )
  @Roles('subscriber')
  @Get(':id/events')
  async events(
    @PathId('str') id: string,
    @Query() { after, limit, wait }: FeedQuery,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<FeedPage> {
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    return this.readFeed.run(await this.streamFor(actor, id), {
      after,
      limit: limit ?? DEFAULT_LIMIT,
      waitSeconds: wait ?? 0,
      gone: gone.signal,
    });
  }

  @ApiOperation({ summary: 'Say that everything up to an offset has arrived' })
  @ApiOkResponse({ example: { id: 'str_01J00000000000000000000000', committed: '1.7' } })
  @Roles('subscriber')
  @Post(':id/commit')
  @HttpCode(200)
  async commit(
    @PathId('str') id: string,
    @Body() { offset }: CommitRequest,
    @CurrentActor() actor: Actor,
  ): Promise<object> {
    const cursor = await this.readFeed.commit(await this.streamFor(actor, id), offset);
    return { id, committed: formatFeedCursor(cursor) };
  }

  @ApiOperation({ summary: 'Set where a read without a cursor starts' })
  @ApiOkResponse({ example: { id: 'str_01J00000000000000000000000', next: '1.3' } })
  @Roles('subscriber')
  @Post(':id/seek')
  @HttpCode(200)
  async seek(
    @PathId('str') id: string,
    @Body() { after }: SeekRequest,
    @CurrentActor() actor: Actor,
  ): Promise<object> {
    this.pace.takeWrite(actor, 'seek');
    const cursor = await this.readFeed.seek(await this.streamFor(actor, id), after);
    return { id, next: formatFeedCursor(cursor) };
  }

  private async streamFor(actor: Actor, id: string) {
    const stream = await this.find.stream(id);
    requireOwn(actor, stream.subscriberId);
    return stream;
  }
}
