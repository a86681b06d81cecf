import { Injectable } from '@nestjs/common';
import { tooMany } from '#bootstrap';

interface Line {
  running: number;
  waiting: (() => void)[];
}

/** One subscriber's at once: the database's connections are for everybody. */
const AT_ONCE = 2;
/** A receiver that answers a burst of pushes one by one waits; who goes on like that is refused. */
const MOST_WAITING = 256;
const COME_BACK_MS = 1_000;

/** Lets each subscriber's receipts through in turn, so that a flood of one is a queue of its own. */
@Injectable()
export class Turns {
  private readonly lines = new Map<string, Line>();

  /** How many subscribers have work under way or waiting. */
  get count(): number {
    return this.lines.size;
  }

  async run<T>(subscriberId: string, work: () => Promise<T>): Promise<T> {
    const line = this.lines.get(subscriberId) ?? { running: 0, waiting: [] };
    if (line.waiting.length >= MOST_WAITING) throw tooMany('RECEIPTS_PACE', COME_BACK_MS);
    this.lines.set(subscriberId, line);
    if (line.running < AT_ONCE) line.running++;
    else await new Promise<void>((resolve) => line.waiting.push(resolve));
    try {
      return await work();
    } finally {
      this.leave(subscriberId, line);
    }
  }

  /** Hands the place on, so that who has waited is not overtaken. */
  private leave(subscriberId: string, line: Line): void {
    const next = line.waiting.shift();
    if (next) next();
    else if (--line.running === 0) this.lines.delete(subscriberId);
  }
}
