import { Injectable, type OnModuleDestroy } from '@nestjs/common';

/** One reader's wait for something new. */
export interface FeedWait {
  /** Resolves when woken, when another process may have committed something, or when nobody waits any more. */
  forAtMost(milliseconds: number, gone: AbortSignal): Promise<void>;
  stop(): void;
}

/** Other processes of the publisher cannot wake us: a reader that waits looks for itself this often. */
const LOOK_AGAIN_MS = 1000;

/** Feed readers that wait for something new, by subscriber; woken by this process's own intake. */
@Injectable()
export class FeedWaiters implements OnModuleDestroy {
  private readonly waiting = new Map<string, Set<() => void>>();
  private closing = false;

  /** Nobody should begin to wait. */
  get isClosing(): boolean {
    return this.closing;
  }

  /** How many readers wait now. */
  get count(): number {
    return [...this.waiting.values()].reduce((sum, readers) => sum + readers.size, 0);
  }

  /** Lets every reader of these subscribers look again. */
  wake(subscriberIds: Iterable<string>): void {
    for (const id of subscriberIds) {
      for (const wake of this.waiting.get(id) ?? []) wake();
    }
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
        const timer = setTimeout(resolve, Math.min(milliseconds, LOOK_AGAIN_MS));
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
    this.wake(this.waiting.keys());
  }
}
