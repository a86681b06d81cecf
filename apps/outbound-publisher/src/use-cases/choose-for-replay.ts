import { Injectable } from '@nestjs/common';
import { Clock } from '#bootstrap';
import { UnitOfWork } from '#messaging';
import { DeliveryEngine } from '../delivery/delivery-engine.js';
import type { Obligation } from '../domain/obligation.js';
import type { Replay } from '../domain/replay.js';
import { AgainStore } from '../storage/again.store.js';
import { ObligationStore } from '../storage/obligation.store.js';
import { ReplayStore, type Chosen, type Passed, type Skipped } from '../storage/replay.store.js';

/** Obligations that one transaction looks at: intake waits for no more than their locks. */
const CHUNK = 500;

/**
 * Chooses the next chunk of a replay: each listing's newest version is pushed again, and each older one
 * is named as skipped. (The whole history, in order, is what a feed's seek gives.)
 */
@Injectable()
export class ChooseForReplay {
  constructor(
    private readonly work: UnitOfWork,
    private readonly replays: ReplayStore,
    private readonly obligations: ObligationStore,
    private readonly again: AgainStore,
    private readonly engine: DeliveryEngine,
    private readonly clock: Clock,
  ) {}

  /** @returns whether it got on: false at the end, or where another process is at it. */
  async run(replayId: string): Promise<boolean> {
    return this.work.run(async (tx) => {
      const replay = await this.replays.lock(tx.manager, replayId);
      if (replay?.status !== 'selecting') return false;
      const passed = await this.replays.next(tx.manager, replay, CHUNK);
      const last = passed.at(-1);
      if (!last) {
        await this.replays.setStatus(tx.manager, replayId, 'pushing');
        return false;
      }
      const now = this.clock.now();
      const wanted = passed.filter(({ matches }) => matches);
      const chosen = await this.choose(tx.manager, replay, wanted, now);
      await this.replays.record(tx.manager, replay, chosen, last, now);
      if (chosen.queued.length > 0) tx.afterCommit(() => this.engine.wake());
      return true;
    });
  }

  private async choose(
    db: Parameters<ReplayStore['next']>[0],
    replay: Replay,
    wanted: readonly Passed[],
    now: Date,
  ): Promise<Chosen> {
    const locked = await this.obligations.lock(
      db,
      wanted.map(({ id }) => id),
    );
    const newest = locked.filter(({ supersededBy }) => supersededBy === null);
    const readable = await this.again.readable(
      db,
      newest.map(({ eventId }) => eventId),
    );
    const queued = await this.again.queue(db, {
      obligationIds: newest.filter((each) => readable.has(each.eventId)).map(({ id }) => id),
      ...{ streamId: replay.streamId, replayId: replay.id, evenPaused: true, now },
    });
    const isQueued = new Set(queued.map(({ obligationId }) => obligationId));
    const skipped = locked
      .filter(({ id }) => !isQueued.has(id))
      .map((obligation) => skippedOf(obligation, readable));
    return { selected: locked.length, skipped, queued };
  }
}

function skippedOf(obligation: Obligation, readable: ReadonlySet<string>): Skipped {
  const { id: obligationId, subscriberId, listingId, version, supersededBy } = obligation;
  const reason =
    supersededBy !== null
      ? 'superseded'
      : readable.has(obligation.eventId)
        ? 'no_push_stream'
        : 'redacted';
  return { obligationId, subscriberId, listingId, version, reason, supersededBy };
}
