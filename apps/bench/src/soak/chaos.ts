import { setTimeout as pause } from 'node:timers/promises';
import { freeze, kill } from './kills.js';
import type { Mood } from './mood.js';
import type { Seeded } from './seeded.js';
import type { Joined, World } from './world.js';

/** How often each fault is drawn; processes are killed more rarely than receivers misbehave. */
const WEIGHTS = {
  down: 12,
  slow: 12,
  flaky: 16,
  throttling: 6,
  unauthorised: 4,
  hanging: 8,
  resetting: 10,
  refusing: 6,
  pause: 10,
  join: 2,
  killPublisher: 8,
  freezePublisher: 6,
  killPostgres: 3,
  killKafka: 2,
};
export type Fault = keyof typeof WEIGHTS;

const SECOND = 1000;
const BETWEEN: [number, number] = [1 * SECOND, 5 * SECOND];
const MOOD_LASTS: [number, number] = [3 * SECOND, 40 * SECOND];
const PAUSE_LASTS: [number, number] = [5 * SECOND, 60 * SECOND];
const FROZEN: [number, number] = [3 * SECOND, 14 * SECOND];
const JOIN_AT_MOST = 4;

/** Random faults, one after the other, several of them at work at any time. */
export class Chaos {
  readonly faults = Object.fromEntries(Object.keys(WEIGHTS).map((fault) => [fault, 0])) as Record<
    Fault,
    number
  >;
  private readonly ends = new Set<Promise<void>>();
  private joined = 0;

  constructor(
    private readonly world: World,
    private readonly say: (line: string) => void,
  ) {}

  /** Makes trouble until that moment (`performance.now()`), and waits until the last of it is over. */
  async run(until: number): Promise<void> {
    const { seeded } = this.world;
    while (performance.now() < until) {
      const fault = seeded.weighted(WEIGHTS);
      if (await this.strike(fault)) {
        this.faults[fault]++;
        this.say(fault);
      }
      await pause(seeded.between(...BETWEEN));
    }
    await Promise.all(this.ends);
  }

  /** @returns false where it is not possible now. */
  private async strike(fault: Fault): Promise<boolean> {
    const { world } = this;
    const { seeded } = world;
    switch (fault) {
      case 'killPublisher':
        await kill(world, 'publisher');
        return true;
      case 'killPostgres':
        await kill(world, 'postgres');
        return true;
      case 'killKafka':
        await kill(world, 'kafka');
        return true;
      case 'freezePublisher':
        await freeze(world, seeded.between(...FROZEN));
        return true;
      case 'join':
        if (this.joined >= JOIN_AT_MOST) return false;
        this.joined++;
        await world.join();
        return true;
      case 'pause':
        this.pauseFor(seeded.pick(world.pushed), seeded.between(...PAUSE_LASTS));
        return true;
      case 'down':
      case 'slow':
      case 'flaky':
      case 'throttling':
      case 'unauthorised':
      case 'hanging':
      case 'resetting':
      case 'refusing':
        await this.change(moodOf(fault, seeded));
        return true;
    }
  }

  private async change(mood: Mood): Promise<void> {
    const { seeded, pushed } = this.world;
    const { number } = seeded.pick(pushed);
    const lasts = seeded.between(...MOOD_LASTS);
    await this.world.mood(number, mood);
    this.later(lasts, () => this.world.mood(number, { kind: 'well' }));
  }

  /** It misses what comes meanwhile, and returns. */
  private pauseFor(member: Joined, forMs: number): void {
    const { world } = this;
    const paused = world.setStatus(member, 'paused');
    this.later(forMs, () => paused.then(() => world.setStatus(member, 'enabled')));
  }

  private later(afterMs: number, act: () => Promise<void>): void {
    const end = pause(afterMs)
      .then(act)
      .finally(() => this.ends.delete(end));
    this.ends.add(end);
  }
}

function moodOf(
  fault: Exclude<
    Fault,
    'pause' | 'join' | 'killPublisher' | 'freezePublisher' | 'killPostgres' | 'killKafka'
  >,
  seeded: Seeded,
): Mood {
  const share = seeded.between(0.1, 0.9);
  switch (fault) {
    case 'down':
      return { kind: 'down' };
    case 'slow':
      return { kind: 'slow', ms: seeded.between(100, 4000) };
    case 'flaky':
      return { kind: 'flaky', share, statuses: [500, 502, 503, 429, 404, 301] };
    case 'throttling':
      return { kind: 'flaky', share, statuses: [429] };
    case 'unauthorised':
      return { kind: 'flaky', share: 1, statuses: [401, 403] };
    case 'hanging':
      return { kind: 'hanging' };
    case 'resetting':
      return { kind: 'resetting', share };
    case 'refusing':
      return { kind: 'refusing', share: share / 2 };
  }
}
