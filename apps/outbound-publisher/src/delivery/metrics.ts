import { Counter, Histogram } from 'prom-client';
import { decodeTime } from 'ulid';

/** Ended since they were last collected: a label is looked up once per scrape, not once per push. */
const uncounted = new Map<string, number>();

new Counter({
  name: 'yichu_delivery_attempts_total',
  help: 'Pushes by what came of them: delivered, nacked, or why they are tried again.',
  labelNames: ['outcome'] as const,
  collect() {
    for (const [outcome, count] of uncounted) this.inc({ outcome }, count);
    uncounted.clear();
  },
});

const pushSeconds = new Histogram({
  name: 'yichu_delivery_push_seconds',
  help: "From the request's start to its answer, or to giving up on one.",
  buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15],
});

const endToEndSeconds = new Histogram({
  name: 'yichu_delivery_end_to_end_seconds',
  help: "From the registry's change to its delivery, whatever lay between.",
  buckets: [
    0.005,
    0.01,
    0.02,
    0.05,
    0.1,
    0.25,
    0.5,
    1,
    5,
    30,
    120,
    600,
    3600,
    6 * 3600,
    24 * 3600,
    72 * 3600,
  ],
});

/** What is measured of one push. */
export interface ObservedPush {
  /** `delivered`, `nacked`, or why it is tried again. */
  outcome: string;
  durationMs: number;
  eventId: string;
  finishedAt: Date;
}

const SECOND = 1000;
const ULID_AT = 'evt_'.length;

/** Counts pushes that have ended; well below a microsecond each. */
export function observePush({ outcome, durationMs, eventId, finishedAt }: ObservedPush): void {
  uncounted.set(outcome, (uncounted.get(outcome) ?? 0) + 1);
  pushSeconds.observe(durationMs / SECOND);
  if (outcome !== 'delivered') return;
  // The registry's clock and ours differ a little; nothing arrives before it is said.
  const took = finishedAt.getTime() - saidAt(eventId);
  endToEndSeconds.observe(Math.max(0, took) / SECOND);
}

let lastEvent = '';
let lastSaidAt = 0;

/** A change goes to a thousand subscribers at once: its time is read from its id once. */
function saidAt(eventId: string): number {
  if (eventId !== lastEvent) {
    lastSaidAt = decodeTime(eventId.slice(ULID_AT));
    lastEvent = eventId;
  }
  return lastSaidAt;
}
