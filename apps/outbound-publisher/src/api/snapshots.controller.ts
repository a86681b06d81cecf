import { Controller, Get, Headers, Param, Req, Res, UseGuards } from '@nestjs/common';
import {
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiProblem, CurrentActor, notFound, PathId, Roles, type Actor } from '#bootstrap';
import { CallerPaceGuard } from '../callers/pace-guards.js';
import { FindSnapshots, type SignedManifest } from '../use-cases/find-snapshots.js';
import { FindSubscribers } from '../use-cases/find-subscribers.js';
import { examples } from './examples.js';
import { SendSnapshot } from './send-snapshot.js';
import { CurrentTokenGuard } from './current-token.guard.js';
import { requireOwn } from './own-matters.js';

const NUMBER = /^(?:0|[1-9]\d{0,14})$/;
const number = { transform: numberOf };

/** The list of what is listed now, as files: all of it, and what changed from number to number. */
@ApiTags('snapshots')
@ApiProblem(429, 'More than 50 requests a second: ask again after `Retry-After`.')
@UseGuards(CallerPaceGuard, CurrentTokenGuard)
@Roles('subscriber')
@Controller('v1/streams/:id/snapshots')
export class SnapshotsController {
  constructor(
    private readonly subscribers: FindSubscribers,
    private readonly snapshots: FindSnapshots,
    private readonly sender: SendSnapshot,
  ) {}

  @ApiOperation({ summary: 'Numbers that can be fetched, newest first' })
  @ApiOkResponse({
    example: {
      data: [{ number: 13, previous: 7, epoch: 1, listings: 2, full: true, delta: true }],
      next: null,
    },
  })
  @Get()
  async versions(@PathId('str') id: string, @CurrentActor() actor: Actor): Promise<object> {
    const versions = await this.snapshots.versions(await this.streamFor(actor, id));
    return { data: versions.map(versionResponse), next: null };
  }

  @ApiOperation({
    summary: 'The manifest of the newest snapshot; one that is too old is cut anew first',
    description:
      'The bytes of the answer are signed: `yichu-manifest-jws` is a detached JWS (EdDSA) by a key of ' +
      'our JWKS. `cursor` is where the subscriber’s feed goes on from this snapshot.',
  })
  @ApiOkResponse({ example: examples.manifest })
  @ApiResponse({ status: 304, description: 'It is the one that `If-None-Match` names.' })
  @ApiProblem(503, 'None has been cut yet: ask again after `Retry-After`.')
  @Get('latest')
  async latest(
    @PathId('str') id: string,
    @CurrentActor() actor: Actor,
    @Headers('if-none-match') known: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const stream = await this.streamFor(actor, id);
    await sendManifest(reply, await this.snapshots.latest(stream), known);
  }

  @ApiOperation({ summary: 'The manifest of one number' })
  @ApiOkResponse({ example: examples.manifest })
  @ApiResponse({ status: 304, description: 'It is the one that `If-None-Match` names.' })
  @ApiParam({ name: 'number', example: 13 })
  @Get(':number')
  async numbered(
    @PathId('str') id: string,
    @Param('number', number) which: number,
    @CurrentActor() actor: Actor,
    @Headers('if-none-match') known: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const stream = await this.streamFor(actor, id);
    await sendManifest(reply, await this.snapshots.numbered(stream, which), known);
  }

  @ApiOperation({
    summary: 'A file of one number: gzip, one JSON object per line',
    description:
      'From the first byte on the subscriber may hold what is in it, and is told of what becomes of it; a HEAD takes nothing. ' +
      'Ranges and `If-None-Match` are answered; the entity tag is the SHA-256 of the file.',
  })
  @ApiParam({ name: 'number', example: 13 })
  @ApiParam({ name: 'name', example: 'listings-13.ndjson.gz' })
  @ApiProduces('application/gzip')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @ApiResponse({ status: 206, description: 'The range that was asked for.' })
  @ApiResponse({ status: 304, description: 'It is the one that `If-None-Match` names.' })
  @ApiProblem(416, 'The range lies outside of the file.')
  @ApiProblem(503, 'It is not written yet: ask again after `Retry-After`.')
  @Get(':number/files/:name')
  async file(
    @PathId('str') id: string,
    @Param('number', number) which: number,
    @Param('name') name: string,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const stream = await this.streamFor(actor, id);
    const found = await this.snapshots.file(stream, which, name);
    await this.sender.run(stream, found, request, reply);
  }

  private async streamFor(actor: Actor, id: string) {
    const stream = await this.subscribers.stream(id);
    requireOwn(actor, stream.subscriberId);
    return stream;
  }
}

type Version = Awaited<ReturnType<FindSnapshots['versions']>>[number];

function versionResponse(version: Version) {
  const { position, basePosition, epoch, createdAt, listings, full, delta } = version;
  return {
    ...{ number: position, previous: basePosition, epoch, createdAt, listings },
    ...{ full: full !== null, delta: delta !== null },
  };
}

async function sendManifest(
  reply: FastifyReply,
  { bytes, jws, etag }: SignedManifest,
  known: string | undefined,
): Promise<void> {
  void reply.headers({ etag, 'cache-control': 'private, no-cache', 'yichu-manifest-jws': jws });
  if (known === etag) await reply.code(304).send();
  else await reply.type('application/json; charset=utf-8').send(bytes);
}

/** Of a path, so it is text; the validation of all input has made a number of it where it could. */
function numberOf(value: unknown): number {
  const text = String(value);
  if (!NUMBER.test(text)) throw notFound('number');
  return Number(text);
}
