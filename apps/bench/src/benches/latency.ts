import { setTimeout as pause } from 'node:timers/promises';
import { arrivalsAt, latencies, percentiles, type Arrival, type Platform } from '#stack';
import { positive, type Bench } from '../bench.js';
import { measuredPids, onStack } from '../bench-stack.js';
import { openLoop } from '../open-loop.js';
import { prepareDrafts, publishControl, quiet } from '../prepare.js';
import { cpuMs } from '../process-figures.js';
import { stages } from '../storage/stages.js';

interface Options {
  rate: number;
  seconds: number;
  subscribers: number;
  stages: boolean;
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
      .option('--subscribers <count>', 'honest platforms', positive, 2)
      .option('--stages', 'also where between approval and arrival the time goes', false),

  run: ({ rate, seconds, subscribers, stages: isStaged }, say) =>
    onStack(subscribers, say, async ({ stack, court, operations, platforms }) => {
      const count = Math.round(rate * seconds);
      say(`preparing ${count} drafts`);
      await publishControl(court);
      const drafts = await prepareDrafts(court, count);
      await arrived(platforms, count + 1);
      await quiet(operations, BOUND);

      say(`approving ${rate} per second for ${seconds} s`);
      const pids = measuredPids(stack);
      const before = pids.map(([, pid]) => cpuMs(pid));
      const {
        results,
        worstLagMs,
        seconds: took,
      } = await openLoop({ count, perSecond: rate }, (index) =>
        court.approve(drafts[index]?.id ?? ''),
      );
      const approvals = results.map(({ id, approvedAt }) => ({ decisionId: id, approvedAt }));
      const arrivals = await arrived(platforms, 2 * count + 1);
      const samples = latencies(approvals, arrivals);
      // Looks are part of what a decision costs.
      await quiet(operations, BOUND);
      const cpuMsPerDecision = pids.map(
        ([name, pid], i) => [name, round((cpuMs(pid) - (before[i] ?? 0)) / count)] as const,
      );
      return {
        bench: 'latency',
        latencyMs: { ...percentiles(samples), max: Math.max(...samples) },
        decisions: count,
        arrivals: samples.length,
        ratePerSecond: round(count / took),
        seconds: round(took),
        subscribers,
        worstLagMs: Math.round(worstLagMs),
        cpuMsPerDecision: Object.fromEntries(cpuMsPerDecision),
        ...(isStaged && { stagesMs: await stages(stack, approvals, arrivals) }),
      };
    }),
};

function round(value: number): number {
  return Number(value.toFixed(1));
}

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
