import {
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  Patch,
  Post,
  Query,
  UseGuards,
} from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblem, CurrentActor, invalid, PathId, Roles, type Actor } from '#bootstrap';
import { languageOf } from '#i18n';
import { CallerPaceGuard } from '../callers/pace-guards.js';
import { SetupPace } from '../callers/setup-pace.js';
import { EditStream } from '../use-cases/edit-stream.js';
import { FindAttempts } from '../use-cases/find-attempts.js';
import { FindSubscribers } from '../use-cases/find-subscribers.js';
import { DEFAULT_OVERLAP_HOURS, RotateSecret } from '../use-cases/rotate-secret.js';
import { TestStream } from '../use-cases/test-stream.js';
import { VerifyStream } from '../use-cases/verify-stream.js';
import { CurrentTokenGuard } from './current-token.guard.js';
import { examples } from './examples.js';
import { requireOwn } from './own-matters.js';
import { AttemptsQuery, RotateSecretRequest, StreamEditRequest } from './stream-setup.requests.js';
import { editedResponse, triedResponse, verifiedResponse } from './stream-setup.responses.js';

const DEFAULT_LIMIT = 100;

/** What a subscriber's engineers need to connect a stream, and to see for themselves how it goes. */
@ApiTags('streams')
@ApiProblem(429, 'More than its share: ask again after `Retry-After`. Nothing was done.')
@UseGuards(CallerPaceGuard, CurrentTokenGuard)
@Controller('v1/streams')
export class StreamSetupController {
  constructor(
    private readonly find: FindSubscribers,
    private readonly verifyStream: VerifyStream,
    private readonly editStream: EditStream,
    private readonly rotateSecret: RotateSecret,
    private readonly testStream: TestStream,
    private readonly attempts: FindAttempts,
    private readonly pace: SetupPace,
  ) {}

  @ApiOperation({
    summary:
      'Ask the receiver whether it wants our pushes and can read them; enables what is pending',
    description:
      'First an OPTIONS request (CloudEvents HTTP webhooks): a 2xx with `WebHook-Allowed-Origin` that names us or `*`; ' +
      '`WebHook-Allowed-Rate` (per minute) limits our rate until it is asked again. Then `stream.verification.v1`, signed like any push: ' +
      'a 2xx with JSON `{"state": …}`, the state of its data. What operations paused or disabled stays so. ' +
      '`message` says what failed and what to answer; `ratePerSecond` is the rate in force. About six a minute.',
  })
  @ApiOkResponse({
    example: {
      id: 'str_01J00000000000000000000000',
      status: 'enabled',
      verified: true,
      ratePerSecond: 20,
      handshake: {
        passed: true,
        httpStatus: 200,
        reason: null,
        detail: null,
        ratePerSecond: 20,
        message: null,
      },
      verification: {
        passed: true,
        message: null,
        outcome: 'delivered',
        httpStatus: 200,
        detail: null,
        answer: '{"state":"…"}',
        durationMs: 12,
      },
    },
  })
  @Roles('operations', 'subscriber')
  @Post(':id/verify')
  @HttpCode(200)
  async verify(
    @PathId('str') id: string,
    @CurrentActor() actor: Actor,
    @Headers('accept-language') languages?: string,
  ): Promise<object> {
    await this.requireOwnStream(actor, id);
    const verify = () => this.verifyStream.run(id, actor.sub);
    const tried = await this.pace.run(actor, id, 'verify', verify);
    return verifiedResponse(id, tried, languageOf(languages));
  }

  @ApiOperation({
    summary: 'Change the address or the limits of a stream',
    description:
      'A new address that a subscriber gives makes the stream `pending` until it is verified; nothing is lost meanwhile. ' +
      'What is paused or disabled stays so with `mustProve`, and resumes as `pending`.',
  })
  @ApiOkResponse({
    example: {
      id: 'str_01J00000000000000000000000',
      channel: 'webhook',
      status: 'pending',
      url: 'https://127.0.0.1:4101/yichu',
      mustProve: true,
      ratePerSecond: 50,
      allowedRatePerSecond: null,
      maxInFlight: null,
    },
  })
  @Roles('operations', 'subscriber')
  @Patch(':id')
  async edit(
    @PathId('str') id: string,
    @Body() { url, ratePerSecond, maxInFlight, handshake }: StreamEditRequest,
    @CurrentActor() actor: Actor,
  ): Promise<object> {
    await this.requireOwnStream(actor, id);
    if (url === undefined && handshake) throw invalid('REQUIRED', 'url');
    const mustProve = actor.role === 'subscriber' || handshake === true;
    const edit = { url, ratePerSecond, maxInFlight };
    const change = () => this.editStream.run(id, edit, actor.sub, mustProve);
    return editedResponse(await this.pace.run(actor, id, 'edit', change));
  }

  @ApiOperation({
    summary: 'Give the stream a new signing secret; both sign until the overlap ends',
    description:
      'Until then `webhook-signature` carries a `v1` of each. `yichu-delivery` is signed with the new one at once. ' +
      '409 `OVERLAP_RUNS` while that lasts, unless `replaceNewest` replaces the new secret that got lost on its way ' +
      'to you, or `dropPrevious` ends the former one.',
  })
  @ApiOkResponse({
    description: '`signingSecret` is shown this once.',
    example: {
      id: 'str_01J00000000000000000000000',
      signingSecret: 'whsec_…',
      previousValidUntil: '2026-11-23T08:00:00.000Z',
    },
  })
  @ApiProblem(409, '`OVERLAP_RUNS` until `previousValidUntil`; `NO_OVERLAP`, `NO_SECRET`.')
  @Roles('operations', 'subscriber')
  @Post(':id/rotate-secret')
  @HttpCode(200)
  async rotate(
    @PathId('str') id: string,
    @Body() { overlapHours, dropPrevious, replaceNewest }: RotateSecretRequest,
    @CurrentActor() actor: Actor,
  ): Promise<object> {
    await this.requireOwnStream(actor, id);
    const rotation = {
      ...{ id, by: actor.sub },
      ...{ dropPrevious: dropPrevious === true, replaceNewest: replaceNewest === true },
      overlapHours: overlapHours ?? DEFAULT_OVERLAP_HOURS,
    };
    const rotate = () => this.rotateSecret.run(rotation);
    return { id, ...(await this.pace.run(actor, id, 'rotate', rotate)) };
  }

  @ApiOperation({ summary: 'Push a signed sample event, and answer with all of what came of it' })
  @ApiOkResponse({
    example: {
      deliveryId: 'dlv_01J00000000000000000000000',
      request: {
        method: 'POST',
        url: 'https://127.0.0.1:4101/yichu',
        headers: { 'webhook-id': 'evt_01J00000000000000000000000' },
        body: '{"type":"stream.test.v1"}',
      },
      startedAt: '2026-11-20T08:00:00.000Z',
      durationMs: 12,
      outcome: 'delivered',
      httpStatus: 204,
      detail: null,
      answer: null,
    },
  })
  @ApiProblem(409, '`NOT_VERIFIED`: its address is still to be proven; `NOT_A_WEBHOOK`.')
  @Roles('operations', 'subscriber')
  @Post(':id/test')
  @HttpCode(200)
  async test(@PathId('str') id: string, @CurrentActor() actor: Actor): Promise<object> {
    await this.requireOwnStream(actor, id);
    const test = () => this.testStream.run(id);
    return triedResponse(await this.pace.run(actor, id, 'test', test));
  }

  @ApiOperation({
    summary:
      "A stream's pushes and what came of them: request, answer and timing, newest change first",
  })
  @ApiOkResponse({ example: examples.attempts })
  @Roles('operations', 'subscriber')
  @Get(':id/attempts')
  async attemptsOf(
    @PathId('str') id: string,
    @Query() { after, outcome, since, limit = DEFAULT_LIMIT }: AttemptsQuery,
    @CurrentActor() actor: Actor,
  ): Promise<object> {
    await this.requireOwnStream(actor, id);
    const from = since === undefined ? undefined : new Date(since);
    return this.attempts.ofStream(id, { after, outcome, since: from, limit });
  }

  private async requireOwnStream(actor: Actor, id: string): Promise<void> {
    requireOwn(actor, (await this.find.stream(id)).subscriberId);
  }
}
