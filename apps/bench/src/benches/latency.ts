import { setTimeout as pause } from 'node:timers/promises';
import { arrivalsAt, latencies, percentiles, type Arrival, type Platform } from '#stack';
import { positive, type Bench } from '../bench.js';
import { onStack } from '../bench-stack.js';
import { openLoop } from '../open-loop.js';
import { prepareDrafts, publishControl, quiet } from '../prepare.js';

interface Options {
  rate: number;
  seconds: number;
  subscribers: number;
}

const SECOND = 1000;
/** Everything prepared must have come to rest within this, and every approval arrived. */
const BOUND = 120 * SECOND;
const POLL_MS = 250;

/** Approval committed → first arrival at a platform, at a steady rate of decisions. */
export const latency: Bench<Options> = {
  name: 'latency',
  description: 'approval committed → first arrival, decisions approved at a steady rate',
  flags: (command) =>
    void command
      .option('--rate <decisions>', 'decisions per second', positive, 20)
      .option('--seconds <seconds>', 'how long', positive, 30)
      .option('--subscribers <count>', 'honest platforms', positive, 2),

  run: ({ rate, seconds, subscribers }, say) =>
    onStack(subscribers, say, async ({ court, operations, platforms }) => {
      const count = Math.round(rate * seconds);
      say(`preparing ${count} drafts`);
      await publishControl(court);
      const drafts = await prepareDrafts(court, count);
      await arrived(platforms, count + 1);
      await quiet(operations, BOUND);

      say(`approving ${rate} per second for ${seconds} s`);
      const {
        results,
        worstLagMs,
        seconds: took,
      } = await openLoop({ count, perSecond: rate }, (index) =>
        court.approve(drafts[index]?.id ?? ''),
      );
      const approvals = results.map(({ id, approvedAt }) => ({ decisionId: id, approvedAt }));
      const samples = latencies(approvals, await arrived(platforms, 2 * count + 1));
      return {
        bench: 'latency',
        latencyMs: { ...percentiles(samples), max: Math.max(...samples) },
        decisions: count,
        arrivals: samples.length,
        ratePerSecond: Number((count / took).toFixed(1)),
        seconds: Number(took.toFixed(1)),
        subscribers,
        worstLagMs: Math.round(worstLagMs),
      };
    }),
};

/** Waits until each platform has got that many different events. */
async function arrived(platforms: readonly Platform[], events: number): Promise<Arrival[][]> {
  const end = performance.now() + BOUND;
  for (;;) {
    const arrivals = await Promise.all(platforms.map(arrivalsAt));
    const complete = arrivals.every(
      (atOne) => new Set(atOne.map(({ eventId }) => eventId)).size >= events,
    );
    if (complete) return arrivals;
    if (performance.now() > end) throw new Error(`Fewer than ${events} events arrived in time.`);
    await pause(POLL_MS);
  }
}
