import { setTimeout as pause } from 'node:timers/promises';
import type { World } from './world.js';

export type Victim = 'publisher' | 'postgres' | 'kafka';
export type Killed = Record<Victim, number>;

/** How long a dead one stays dead, in milliseconds. */
const DEAD_FOR: Record<Victim, [number, number]> = {
  publisher: [0, 5000],
  postgres: [0, 2000],
  kafka: [0, 2000],
};

/** `kill -9`, a while of absence, and a start that waits until it is ready. */
export async function kill({ stack, seeded }: World, victim: Victim): Promise<void> {
  const absence = seeded.between(...DEAD_FOR[victim]);
  if (victim === 'publisher') {
    const chosen = seeded.pick(stack.publishers);
    await chosen.kill();
    await pause(absence);
    await chosen.start();
    return;
  }
  const { outage } = stack.infrastructure[victim];
  if (!outage)
    throw new Error(`This ${victim} is not ours to kill: let it be embedded or Docker's.`);
  await outage.kill();
  await pause(absence);
  await outage.up();
}

/** A process that the machine does not run for a while: its lease passes to another meanwhile. */
export async function freeze({ stack, seeded }: World, forMs: number): Promise<void> {
  const pid = seeded.pick(stack.publishers).pid();
  if (pid === 0) return;
  process.kill(pid, 'SIGSTOP');
  await pause(forMs);
  process.kill(pid, 'SIGCONT');
}
