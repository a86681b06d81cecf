import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '#infrastructure';
import { TopicWriter } from '#messaging';
import { SigningKeys, type SigningKey } from '#signing';
import { call, COURT, OTHER_COURT, subscribe, type Stack, type Subscribed } from '#stack';
import { inParallel } from '../open-loop.js';
import { PublisherTables } from '../storage/publisher-tables.js';
import { plannedChanges, type PlannedChange } from './changes.js';
import { originOf } from './origins.js';
import { bareRate, startProgram } from './programs.js';
import type { Plan } from './tally.js';

/** Opening a stream is not what is measured. */
const WIDTH = 16;
const BARE_REQUESTS = 30_000;
const BARE_WARM_UP = 5_000;
/** Kept whole windows of listings: each slice ends with what it published removed. */
const SLICE = 4000;
/** A broker takes a mebibyte per partition and request. */
const CHUNK = 250;

/** A publisher, its subscribers at a receiver in a process of its own, and a hand on the topic. */
export interface Fan {
  stack: Stack;
  tables: PublisherTables;
  writer: TopicWriter;
  key: SigningKey;
  /** Where the bench talks to the receiver. */
  receiver: string;
  port: number;
  /** Told of one court's changes: what waits for others is of another court, and no work of theirs. */
  live: Subscribed[];
}

export async function openFan(stack: Stack, subscribers: number): Promise<Fan> {
  const { run, kafka } = stack.infrastructure;
  const port = await freePort();
  const receiver = await startProgram(run, 'fanout/receiver', port, [subscribers]);
  const fan: Omit<Fan, 'live'> = {
    ...{ stack, receiver, port },
    tables: await PublisherTables.open(stack.databases.publisher),
    writer: await TopicWriter.open(kafka.brokers, 'listing-changes', kafka.topicSuffix),
    key: SigningKeys.fromFile(stack.keys.signingKeysFile('registry')).of('registry'),
  };
  const live = await inParallel([...Array(subscribers).keys()], WIDTH, (i) =>
    enrol(fan, { number: i, court: COURT, url: `${originOf(i, port)}/live/${i}` }),
  );
  return { ...fan, live };
}

export async function closeFan({ tables, writer }: Fan): Promise<void> {
  await writer.close();
  await tables.close();
}

/** Subscribers of the other court's changes alone, each with a stream to where `urlOf` says. */
export function joinOthers(
  fan: Fan,
  count: number,
  urlOf: (number: number) => string,
): Promise<Subscribed[]> {
  return inParallel([...Array(count).keys()], WIDTH, (i) =>
    enrol(fan, { number: fan.live.length + i, court: OTHER_COURT, url: urlOf(i) }),
  );
}

function enrol(
  { stack: { urls, tokens }, port }: Pick<Fan, 'stack' | 'port'>,
  { number, court, url }: { number: number; court: string; url: string },
): Promise<Subscribed> {
  const subscriber = {
    name: `测速平台${number}`,
    // Looks follow receipts, and none are sent: what is measured is delivery.
    lookupUrl: `http://127.0.0.1:${port}/lookup?ref={listingRef}`,
    stream: { channel: 'webhook' as const, url },
    courts: [court],
  };
  return subscribe(subscriber, urls.publisher, tokens.operations);
}

export function announce(
  { receiver }: Fan,
  group: string,
  subscribers: number,
  planned: readonly Omit<PlannedChange, 'message'>[],
): Promise<void> {
  const plan: Plan = {
    subscribers,
    events: planned.map(({ eventId, listing, version }) => ({ id: eventId, listing, version })),
  };
  return call(`${receiver}/plan/${group}`, { method: 'PUT', body: plan });
}

/** Changes of the other court, as fast as Kafka takes them. @returns them without their bytes. */
export async function sendOthers(
  { writer, key }: Fan,
  count: number,
): Promise<Omit<PlannedChange, 'message'>[]> {
  const sent: Omit<PlannedChange, 'message'>[] = [];
  for (let from = 0; from < count; from += SLICE) {
    const slice = await plannedChanges(Math.min(SLICE, count - from), key, OTHER_COURT);
    for (let at = 0; at < slice.length; at += CHUNK) {
      await writer.write(slice.slice(at, at + CHUNK).map(({ message }) => message));
    }
    for (const { eventId, listing, version } of slice) {
      sent.push({ eventId, listing: from + listing, version });
    }
  }
  return sent;
}

/** The same bodies to the same receiver with nothing but undici. @returns requests per second. */
export function bare(fan: Fan, planned: readonly PlannedChange[]): Promise<number> {
  const file = join(fan.stack.infrastructure.runDir, 'bodies.json');
  writeFileSync(file, JSON.stringify(planned.map(({ message }) => message.bytes.toString())));
  return bareRate(
    {
      port: fan.port,
      subscribers: fan.live.length,
      requests: BARE_REQUESTS,
      warmUp: BARE_WARM_UP,
    },
    file,
  );
}
