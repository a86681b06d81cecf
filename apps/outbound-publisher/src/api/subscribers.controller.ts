import { Body, Controller, Get, Post, Query, UseGuards } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  ApiProblem,
  CurrentActor,
  forbidden,
  invalid,
  PathId,
  Roles,
  type Actor,
} from '#bootstrap';
import { CallerPaceGuard } from '../callers/pace-guards.js';
import { PublisherSettings } from '../config.js';
import { EnableSubscriber } from '../use-cases/enable-subscriber.js';
import { FindSubscribers } from '../use-cases/find-subscribers.js';
import { OpenKafkaStream } from '../use-cases/open-kafka-stream.js';
import { OpenSnapshotStream } from '../use-cases/open-snapshot-stream.js';
import { OpenStream, type StreamTarget } from '../use-cases/open-stream.js';
import { RenewToken, TOKEN_OVERLAP_HOURS } from '../use-cases/renew-token.js';
import { CurrentTokenGuard } from './current-token.guard.js';
import { examples } from './examples.js';
import { openerOf, requireOwn } from './own-matters.js';
import { kafkaResponse, streamResponse, subscriberResponse } from './responses.js';
import { StreamRequest } from './streams.requests.js';
import { contractOf } from './contract.requests.js';
import { RenewTokenRequest, SubscriberRequest, SubscribersQuery } from './subscribers.requests.js';

const DEFAULT_LIMIT = 500;

/** Who is told of changes, and under what contract. */
@ApiTags('subscribers')
@ApiProblem(429, 'More than 50 requests a second: ask again after `Retry-After`.')
@UseGuards(CallerPaceGuard, CurrentTokenGuard)
@Controller('v1/subscribers')
export class SubscribersController {
  constructor(
    private readonly enableSubscriber: EnableSubscriber,
    private readonly renewToken: RenewToken,
    private readonly openStream: OpenStream,
    private readonly openSnapshotStream: OpenSnapshotStream,
    private readonly openKafkaStream: OpenKafkaStream,
    private readonly settings: PublisherSettings,
    private readonly findSubscribers: FindSubscribers,
  ) {}

  @ApiOperation({ summary: 'Enable a subscriber: it is told of what comes from now on' })
  @ApiCreatedResponse({
    example: {
      id: 'sub_01J00000000000000000000000',
      token: 'eyJ…',
      expiresAt: '2027-02-21T08:00:00.000Z',
    },
  })
  @Roles('operations')
  @Post()
  enable(@Body() request: SubscriberRequest, @CurrentActor() actor: Actor): Promise<object> {
    const { name, type, contract } = request;
    return this.enableSubscriber.run({ name, type, contract: contractOf(contract) }, actor.sub);
  }

  @ApiOperation({ summary: 'Subscribers, in the order in which they were enabled' })
  @ApiOkResponse({ example: examples.subscribers })
  @Roles('operations')
  @Get()
  async list(@Query() { after, limit = DEFAULT_LIMIT }: SubscribersQuery): Promise<object> {
    const { data, next } = await this.findSubscribers.list({ after, limit });
    return { data: data.map(subscriberResponse), next };
  }

  @ApiOperation({ summary: 'One subscriber with its streams' })
  @ApiOkResponse({ example: examples.subscriber })
  @Roles('operations', 'subscriber')
  @Get(':id')
  async get(@PathId('sub') id: string, @CurrentActor() actor: Actor): Promise<object> {
    requireOwn(actor, id);
    const { subscriber, streams } = await this.findSubscribers.byId(id);
    return { ...subscriberResponse(subscriber), streams: streams.map(streamResponse) };
  }

  @ApiOperation({ summary: 'Give a new token; those given before end after an overlap' })
  @ApiCreatedResponse({
    example: {
      id: 'sub_01J00000000000000000000000',
      token: 'eyJ…',
      expiresAt: '2027-02-21T08:00:00.000Z',
      previousValidUntil: '2026-11-26T08:00:00.000Z',
    },
  })
  @Roles('operations')
  @Post(':id/token')
  async token(
    @PathId('sub') id: string,
    @Body() { overlapHours }: RenewTokenRequest,
    @CurrentActor() actor: Actor,
  ): Promise<object> {
    const hours = overlapHours ?? TOKEN_OVERLAP_HOURS;
    return { id, ...(await this.renewToken.run(id, hours, actor.sub)) };
  }

  @ApiOperation({
    summary: "Open a stream: it starts at the subscriber's first offset",
    description:
      'A webhook that a subscriber opens itself is `pending`: nothing is pushed, and nothing is lost, until ' +
      'its receiver knows the secret and POST /v1/streams/{id}/verify succeeds. Operations may waive that.',
  })
  @ApiCreatedResponse({
    description: '`signingSecret` is shown this once; a feed has none.',
    example: {
      id: 'str_01J00000000000000000000000',
      channel: 'webhook',
      status: 'enabled',
      signingSecret: 'whsec_…',
      keyId: 'publisher-1',
    },
  })
  @Roles('operations', 'subscriber')
  @Post(':id/streams')
  async open(
    @PathId('sub') id: string,
    @Body() request: StreamRequest,
    @CurrentActor() actor: Actor,
  ): Promise<object> {
    requireOwn(actor, id);
    const { channel } = request;
    if (channel !== 'webhook') requireNoReceiver(request);
    if (channel === 'kafka') return this.openKafka(id, actor);
    if (channel === 'snapshot') return this.openSnapshot(id, actor);
    const opened = await this.openStream.run(
      id,
      targetOf({ ...request, channel }, actor),
      openerOf(actor),
    );
    return {
      id: opened.id,
      channel: request.channel,
      status: opened.status,
      ...(opened.signingSecret && { signingSecret: opened.signingSecret, keyId: opened.keyId }),
    };
  }

  @ApiOperation({ summary: "A subscriber's streams" })
  @ApiOkResponse({ example: examples.streams })
  @Roles('operations', 'subscriber')
  @Get(':id/streams')
  async streams(@PathId('sub') id: string, @CurrentActor() actor: Actor): Promise<object> {
    requireOwn(actor, id);
    const { streams } = await this.findSubscribers.byId(id);
    return { data: streams.map(streamResponse), next: null };
  }

  private async openSnapshot(id: string, actor: Actor): Promise<object> {
    const opened = await this.openSnapshotStream.run(id, openerOf(actor));
    return { id: opened, channel: 'snapshot', status: 'enabled' };
  }

  private async openKafka(id: string, actor: Actor): Promise<object> {
    // Its topic, and who may read it, are set up by people.
    if (actor.role === 'subscriber') throw forbidden('ROLE');
    const { topic, ...opened } = await this.openKafkaStream.run(id, actor.sub);
    const access = kafkaResponse(id, topic, this.settings.subscriberBrokers);
    return { ...opened, channel: 'kafka', status: 'enabled', ...access };
  }
}

function targetOf(
  { channel, url, handshake }: StreamRequest & { channel: StreamTarget['channel'] },
  actor: Actor,
): StreamTarget {
  switch (channel) {
    case 'webhook':
      if (!url) throw invalid('REQUIRED', 'url');
      // Operations vouch for the address, which the ledger keeps, unless they ask for proof.
      return { channel, url, mustProve: actor.role === 'subscriber' || handshake === true };
    case 'feed':
      return { channel };
  }
}

/** Only a webhook has an address, and somebody there to prove anything. */
function requireNoReceiver({ url, handshake }: StreamRequest): void {
  if (url) throw invalid('UNKNOWN_FIELD', 'url');
  if (handshake) throw invalid('UNKNOWN_FIELD', 'handshake');
}
