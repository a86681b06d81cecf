import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '#infrastructure';
import { TopicWriter } from '#messaging';
import { SigningKeys } from '#signing';
import { call, startStack, type Stack } from '#stack';
import { positive, type Bench } from '../bench.js';
import { plannedChanges, type PlannedChange } from '../fanout/changes.js';
import { bareRate, startReceiver } from '../fanout/programs.js';
import { originOf } from '../fanout/origins.js';
import type { Figures, Plan } from '../fanout/tally.js';
import { inParallel } from '../open-loop.js';
import { cpuMs, highestPssMb } from '../process-figures.js';

interface Options {
  subscribers: number;
  changes: number;
}

const POLL_MS = 100;
const BOUND_MS = 15 * 60 * 1000;
/** A broker takes a mebibyte per partition and request. */
const CHUNK = 250;
const BARE_REQUESTS = 60_000;
const WIDTH = 16;

/** First listing change on Kafka → last delivery outcome recorded, beside a bare HTTP client's rate. */
export const fanout: Bench<Options> = {
  name: 'fanout',
  description: 'listing changes on Kafka → every delivery outcome recorded, beside bare HTTP',
  flags: (command) =>
    void command
      .option('--subscribers <count>', 'subscribers, each an origin of its own', positive, 50)
      .option('--changes <count>', 'listing changes', positive, 2000),

  run: async (options, say) => {
    const stack = await startStack({
      purpose: 'bench',
      services: ['publisher'],
      platforms: [],
      report: say,
    });
    try {
      return await measure(stack, options, say);
    } finally {
      await stack.stop();
    }
  },
};

async function measure(
  stack: Stack,
  { subscribers, changes }: Options,
  say: (line: string) => void,
) {
  const port = await freePort();
  const receiver = await startReceiver(stack.infrastructure.run, port, subscribers);
  say(`subscribing ${subscribers}`);
  await inParallel([...Array(subscribers).keys()], WIDTH, (i) => subscribe(stack, i, port));
  const planned = await plannedChanges(
    changes,
    SigningKeys.fromFile(stack.keys.signingKeysFile('registry')).of('registry'),
  );
  await announcePlan(receiver, planned);

  const { kafka, postgres, runDir } = stack.infrastructure;
  const pids = { publisher: stack.pids().publisher, postgres: postgres.pid, kafka: kafka.pid };
  const writer = await TopicWriter.open(kafka.brokers, 'listing-changes', kafka.topicSuffix);
  const cpuBefore = cpuOf(pids);
  const memory = highestPssMb(pids.publisher);
  say(`sending ${changes} changes to ${subscribers}`);
  const start = performance.now();
  await send(writer, receiver, planned);
  const total = subscribers * changes;
  const figures = await allArrived(receiver, total);
  await allRecorded(stack);
  const seconds = (performance.now() - start) / 1000;
  const cpuAfter = cpuOf(pids);
  const rssMiB = memory.stop();
  await writer.close();

  say('posting the same with nothing but undici');
  const bodies = join(runDir, 'bodies.json');
  writeFileSync(bodies, JSON.stringify(planned.map(({ message }) => message.bytes.toString())));
  const bareHttpPerSecond = await bareRate(port, subscribers, BARE_REQUESTS, bodies);
  const { distinct, duplicates, outOfOrder, latencyMs } = figures;
  return {
    deliveriesPerSecond: round(total / seconds, 0),
    bareHttpPerSecond: round(bareHttpPerSecond, 0),
    ratio: round(total / seconds / bareHttpPerSecond, 3),
    cpuSecondsPer1000: perThousand(cpuBefore, cpuAfter, total),
    latencyMs,
    lost: total - distinct,
    duplicates,
    outOfOrder,
    rssMiB,
    seconds: round(seconds, 1),
  };
}

async function subscribe({ urls, tokens }: Stack, number: number, port: number): Promise<void> {
  const post = <Answer>(path: string, body: object): Promise<Answer> =>
    call(`${urls.publisher}${path}`, { method: 'POST', token: tokens.operations, body });
  const origin = originOf(number, port);
  const { id } = await post<{ id: string }>('/v1/subscribers', {
    name: `测速平台${number}`,
    type: 'COMMERCIAL_CREDIT_PLATFORM',
    contract: {
      scope: {},
      lookup: { urlTemplate: `${origin}/lookup?ref={listingRef}` },
      // Looks follow receipts, and none are sent: what is measured is delivery.
      probe: { consent: true, settleSeconds: 1 },
      deadline: { workingDays: 3 },
      independentSource: false,
    },
  });
  await post(`/v1/subscribers/${id}/streams`, { channel: 'webhook', url: `${origin}/${number}` });
}

function announcePlan(receiver: string, planned: readonly PlannedChange[]): Promise<void> {
  const plan: Plan = {
    events: planned.map(({ eventId, listing, version }) => ({ id: eventId, listing, version })),
  };
  return call(`${receiver}/plan`, { method: 'PUT', body: plan });
}

async function send(
  writer: TopicWriter,
  receiver: string,
  planned: readonly PlannedChange[],
): Promise<void> {
  for (let from = 0; from < planned.length; from += CHUNK) {
    const chunk = planned.slice(from, from + CHUNK);
    await call(`${receiver}/sent`, { method: 'PUT', body: { from, to: from + chunk.length } });
    await writer.write(chunk.map(({ message }) => message));
  }
}

/** Waits until each subscriber has each event; without progress for long, what is missing is lost. */
async function allArrived(receiver: string, total: number): Promise<Figures> {
  const end = performance.now() + BOUND_MS;
  for (;;) {
    const figures = await call<Figures>(`${receiver}/figures`);
    if (figures.distinct >= total || performance.now() > end) return figures;
    await pause(POLL_MS);
  }
}

/** Every outcome is committed: no obligation is left that nobody has been told of. */
async function allRecorded({ urls, tokens }: Stack): Promise<void> {
  for (;;) {
    const { data } = await call<{ data: unknown[] }>(
      `${urls.publisher}/v1/obligations?state=expected&limit=1`,
      { token: tokens.operations },
    );
    if (data.length === 0) return;
    await pause(POLL_MS);
  }
}

type Figure = Record<string, number>;

function cpuOf(pids: Record<string, number | undefined>): Figure {
  return Object.fromEntries(
    Object.entries(pids).flatMap(([name, pid]) => (pid === undefined ? [] : [[name, cpuMs(pid)]])),
  );
}

/** Milliseconds over deliveries are seconds over thousands of them. */
function perThousand(before: Figure, after: Figure, deliveries: number): Figure {
  return Object.fromEntries(
    Object.entries(after).map(([name, ms]) => [
      name,
      round((ms - (before[name] ?? 0)) / deliveries, 4),
    ]),
  );
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
