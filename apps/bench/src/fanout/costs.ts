import type { Stack } from '#stack';
import { cpuMs } from '../process-figures.js';
import type { Counters } from '../storage/publisher-tables.js';

export type Cpu = Record<string, number>;

/** CPU milliseconds so far of everything but the receiver; servers only where they run here as ours. */
export function cpuNow({ infrastructure: { postgres, kafka }, publishers }: Stack): Cpu {
  const publisher = publishers.reduce((sum, each) => sum + cpuMs(each.pid()), 0);
  return {
    publisher,
    ...(postgres.pid !== undefined && { postgres: cpuMs(postgres.pid) }),
    ...(kafka.pid !== undefined && { kafka: cpuMs(kafka.pid) }),
  };
}

/** Milliseconds over deliveries are seconds over thousands of them. */
export function cpuPerThousand(before: Cpu, after: Cpu, deliveries: number): Cpu {
  const parts = Object.entries(after).map(
    ([name, ms]) => [name, (ms - (before[name] ?? 0)) / deliveries] as const,
  );
  return Object.fromEntries(parts.map(([name, value]) => [name, round(value, 4)]));
}

/** What Postgres did per delivery. */
export function perDelivery(before: Counters, after: Counters, deliveries: number): Counters {
  return Object.fromEntries(
    (Object.keys(after) as (keyof Counters)[]).map((name) => [
      name,
      round((after[name] - before[name]) / deliveries, 3),
    ]),
  ) as unknown as Counters;
}

export function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
