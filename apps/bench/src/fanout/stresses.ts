import { setTimeout as pause } from 'node:timers/promises';
import { call } from '#stack';
import { originOf } from './origins.js';
import { plannedChanges, type PlannedChange } from './changes.js';
import { announce, joinOthers, sendOthers, type Fan } from './fan.js';
import { arrived, runPhase } from './phase.js';
import { round } from './costs.js';
import type { Figures } from './tally.js';

type Say = (line: string) => void;

const DEAD_STREAMS = 20;
/** Nobody listens there: port 9 is `discard`. */
const REFUSING = 'http://127.0.0.1:9/';
/** Until a request that is never answered has timed out, and the breakers have seen it. */
const SETTLE_MS = 20_000;
const POLL_MS = 500;
/** How long the others' steady traffic goes on beside a returning subscriber. */
const STEADY_SECONDS = 20;

/**
 * `count` obligations wait for streams whose receivers refuse or hang; the live ones get the same
 * number of changes as before. @returns their rate's share of what it was without.
 */
export async function withWaiting(
  fan: Fan,
  { waiting, planned, without }: { waiting: number; planned: PlannedChange[]; without: number },
  say: Say,
) {
  const dead = await joinOthers(fan, DEAD_STREAMS, (i) =>
    i % 2 === 0 ? REFUSING : `${originOf(i % fan.live.length, fan.port)}/hang/${i}`,
  );
  say(`letting ${waiting} obligations wait for ${DEAD_STREAMS} dead streams`);
  await sendOthers(fan, Math.ceil(waiting / DEAD_STREAMS));
  const ids = dead.map(({ id }) => id);
  await takenIn(fan, ids, waiting);
  await pause(SETTLE_MS);
  say('sending to the live ones');
  const { deliveriesPerSecond, total, distinct, duplicates, outOfOrder } = await runPhase(
    fan,
    planned,
  );
  return {
    waiting: await fan.tables.takenIn(ids),
    liveShare: round(deliveriesPerSecond / without, 3),
    whileWaiting: { lost: total - distinct, duplicates, outOfOrder },
  };
}

/**
 * One subscriber returns after `missed` changes, with a limit on its rate, while the others get steady
 * traffic of `othersPerSecond` changes: nobody could keep a rate that takes the whole machine.
 */
export async function withReturning(
  fan: Fan,
  given: { missed: number; limit: number; othersPerSecond: number },
  say: Say,
) {
  const { stack, tables, receiver, key } = fan;
  const [returner] = await joinOthers(fan, 1, () => `${originOf(0, fan.port)}/returning/0`);
  if (!returner) throw new Error('Nobody joined.');
  const status = (to: string): Promise<unknown> =>
    call(`${stack.urls.publisher}/v1/streams/${returner.streamId}/status`, {
      method: 'POST',
      token: stack.tokens.operations,
      body: { status: to },
    });
  await status('paused');
  await tables.setRate(returner.streamId, given.limit);
  say(`letting a paused subscriber miss ${given.missed} changes`);
  const missed = await sendOthers(fan, given.missed);
  await announce(fan, 'returning', 1, missed);
  await takenIn(fan, [returner.id], given.missed);

  const steady = async () => {
    const count = Math.ceil(given.othersPerSecond * STEADY_SECONDS);
    return runPhase(fan, await plannedChanges(count, key), given.othersPerSecond);
  };
  say('steady traffic for the others, without it');
  const before = await steady();
  say('and with it');
  await status('enabled');
  const beside = await steady();
  await arrived(fan, 'returning', given.missed);
  const returned = await call<Figures>(`${receiver}/figures/returning`);
  return {
    returning: given.missed,
    returningPerSecond: round(returned.distinct / returned.seconds, 0),
    returningLimit: given.limit,
    othersShare: round(beside.deliveriesPerSecond / before.deliveriesPerSecond, 3),
    othersPerSecond: round(beside.deliveriesPerSecond, 0),
    othersLatencyMs: { without: before.latencyMs, with: beside.latencyMs },
    whileReturning: {
      lost: given.missed - returned.distinct + beside.total - beside.distinct,
      duplicates: returned.duplicates + beside.duplicates,
      outOfOrder: returned.outOfOrder + beside.outOfOrder,
    },
  };
}

async function takenIn({ tables }: Fan, subscribers: string[], count: number): Promise<void> {
  while ((await tables.takenIn(subscribers)) < count) await pause(POLL_MS);
}
