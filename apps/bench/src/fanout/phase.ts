import { setTimeout as pause } from 'node:timers/promises';
import { call } from '#stack';
import type { PlannedChange } from './changes.js';
import { announce, type Fan } from './fan.js';
import type { Figures } from './tally.js';

const POLL_MS = 100;
const RECORDED_POLL_MS = 20;
const BOUND_MS = 15 * 60 * 1000;
/** A broker takes a mebibyte per partition and request. */
const CHUNK = 250;
/** How often a steady pace sends its share. */
const TICK_MS = 100;
/** Rows looked at per question while the last outcomes are being written. */
const TAIL_ROWS = 5000;

export interface PhaseFigures extends Figures {
  deliveriesPerSecond: number;
  total: number;
  /** First change sent → last outcome committed. */
  took: number;
}

/**
 * Sends changes to the live subscribers, all at once or `perSecond`, and waits until each subscriber
 * has each of them and the outcome of each delivery is committed.
 */
export async function runPhase(
  fan: Fan,
  planned: readonly PlannedChange[],
  perSecond?: number,
): Promise<PhaseFigures> {
  const total = fan.live.length * planned.length;
  await announce(fan, 'live', fan.live.length, planned);
  const start = performance.now();
  await (perSecond === undefined ? sendAll(fan, planned) : sendSteadily(fan, planned, perSecond));
  await arrived(fan, 'live', total);
  const recorded = await allRecorded(fan, planned.length);
  const took = (recorded - start) / 1000;
  const figures = await call<Figures>(`${fan.receiver}/figures/live`);
  return { ...figures, total, took, deliveriesPerSecond: total / took };
}

/** Waits until that many different (subscriber, event) pairs have arrived; past the bound, the rest is lost. */
export async function arrived({ receiver }: Fan, group: string, total: number): Promise<void> {
  const end = performance.now() + BOUND_MS;
  for (;;) {
    const { distinct } = await call<{ distinct: number }>(`${receiver}/progress/${group}`);
    if (distinct >= total || performance.now() > end) return;
    await pause(POLL_MS);
  }
}

async function sendAll(fan: Fan, planned: readonly PlannedChange[]): Promise<void> {
  for (let from = 0; from < planned.length; from += CHUNK) {
    await sendPart(fan, planned, from, from + CHUNK);
  }
}

/** At fixed moments, whether or not the system keeps up. */
async function sendSteadily(
  fan: Fan,
  planned: readonly PlannedChange[],
  perSecond: number,
): Promise<void> {
  const start = performance.now();
  for (let sent = 0; sent < planned.length;) {
    const due = Math.ceil(((performance.now() - start) / 1000) * perSecond);
    if (due > sent) await sendPart(fan, planned, sent, Math.min(due, sent + CHUNK));
    sent = Math.max(sent, Math.min(due, sent + CHUNK));
    await pause(TICK_MS);
  }
}

async function sendPart(
  { receiver, writer }: Fan,
  planned: readonly PlannedChange[],
  from: number,
  to: number,
): Promise<void> {
  const part = planned.slice(from, to);
  await call(`${receiver}/sent/live`, { method: 'PUT', body: { from, to: from + part.length } });
  await writer.write(part.map(({ message }) => message));
}

/** The end of the newest deliveries is watched closely; then all of them are looked at, once. @returns when. */
async function allRecorded({ tables, live }: Fan, changes: number): Promise<number> {
  const ids = live.map(({ id }) => id);
  const last = Math.min(changes, Math.max(10, Math.round(TAIL_ROWS / ids.length)));
  const end = performance.now() + BOUND_MS;
  for (;;) {
    if (await tables.allDelivered(ids, last)) {
      const at = performance.now();
      if (await tables.allDelivered(ids, changes)) return at;
    }
    if (performance.now() > end) throw new Error('Outcomes were not recorded in time.');
    await pause(RECORDED_POLL_MS);
  }
}
