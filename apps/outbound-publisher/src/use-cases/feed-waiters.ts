import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { tooMany } from '#bootstrap';
import { WakeUps, type Woken } from '../storage/wake-ups.js';

/** One reader's wait for something new. */
export interface FeedWait {
  /** Resolves when woken, when a commit may have been missed, or when nobody waits any more. */
  forAtMost(milliseconds: number, gone: AbortSignal): Promise<void>;
  stop(): void;
}

/** A wake-up is a hint that can be lost: a reader that waits looks for itself this often. */
const LOOK_AGAIN_MS = 10_000;
/** The same while other processes of the publisher can't be heard. */
const LOOK_AGAIN_DEAF_MS = 1_000;

/** Long polls of one stream at a time; a reader needs one, and some more while connections break. */
export const MOST_WAITING_PER_STREAM = 5;
const COME_BACK_MS = 5_000;

/** Feed readers that wait for something new, by subscriber; woken by the intake of any publisher process. */
@Injectable()
export class FeedWaiters implements OnModuleDestroy {
  private readonly waiting = new Map<string, Set<() => void>>();
  private readonly places = new Map<string, number>();
  private readonly stopHearing: () => void;
  private closing = false;

  constructor(private readonly wakeUps: WakeUps) {
    this.stopHearing = wakeUps.onWake((woken) => this.wakeHere(woken));
  }

  /** Nobody should begin to wait. */
  get isClosing(): boolean {
    return this.closing;
  }

  /** How many readers wait now. */
  get count(): number {
    return [...this.waiting.values()].reduce((sum, readers) => sum + readers.size, 0);
  }

  /** Lets every reader of these subscribers look again, here and at the publisher's other processes. */
  wake(subscriberIds: Iterable<string>): void {
    const ids = [...subscriberIds];
    this.wakeHere(ids);
    this.wakeUps.announce(ids);
  }

  /** Takes a place for one long poll. @returns how to give it back. @throws 429 when there is none left. */
  takePlace(streamId: string): () => void {
    const taken = this.places.get(streamId) ?? 0;
    if (taken >= MOST_WAITING_PER_STREAM) throw tooMany('LONG_POLLS', COME_BACK_MS);
    this.places.set(streamId, taken + 1);
    return () => {
      const left = (this.places.get(streamId) ?? 1) - 1;
      if (left > 0) this.places.set(streamId, left);
      else this.places.delete(streamId);
    };
  }

  /**
   * Whatever is committed from now on ends the wait. Call it before the query that may find nothing,
   * so that no commit falls between the query and the wait.
   */
  listen(subscriberId: string): FeedWait {
    const { promise: woken, resolve } = Promise.withResolvers<void>();
    const readers = this.waiting.get(subscriberId) ?? new Set();
    this.waiting.set(subscriberId, readers.add(resolve));
    return {
      forAtMost: async (milliseconds, gone) => {
        const lookAgain = this.wakeUps.isListening ? LOOK_AGAIN_MS : LOOK_AGAIN_DEAF_MS;
        const timer = setTimeout(resolve, Math.min(milliseconds, lookAgain));
        const stop = () => resolve();
        gone.addEventListener('abort', stop);
        await woken;
        clearTimeout(timer);
        gone.removeEventListener('abort', stop);
      },
      stop: () => {
        readers.delete(resolve);
        if (readers.size === 0) this.waiting.delete(subscriberId);
      },
    };
  }

  /** A service that stops answers its waiting readers at once; they come back to another process. */
  onModuleDestroy(): void {
    this.closing = true;
    this.stopHearing();
    this.wakeHere('all');
  }

  private wakeHere(woken: Woken): void {
    for (const id of woken === 'all' ? [...this.waiting.keys()] : woken) {
      for (const wake of this.waiting.get(id) ?? []) wake();
    }
  }
}
