import { Injectable } from '@nestjs/common';
import { refusalOf, UnitOfWork } from '#messaging';
import { ownerOf } from '../domain/stream-owner.js';
import { LeaseStore, type Lease, type PushStream } from '../storage/lease.store.js';

/** A process that does not say in time that it lives has lost its streams: others take them over. */
export const LEASE_MS = 6_000;

const LOCK_NOT_AVAILABLE = '55P03';

export interface HeldStreams {
  epoch: number;
  /** Every stream that pushes, of whomever. */
  streams: PushStream[];
  /** Those that are this process's from now on and were not before. */
  taken: Lease[];
  /** Those that it holds and another one should have: it brings them to rest, and gives them back. */
  leaving: ReadonlySet<string>;
  /** Whether other processes push as well. */
  hasOthers: boolean;
}

/** One process's turn at the leases: says that it lives, takes its share, gives back what is no longer. */
@Injectable()
export class TakeLeases {
  constructor(
    private readonly work: UnitOfWork,
    private readonly leases: LeaseStore,
  ) {}

  /**
   * @param held the token of each stream that this process believes to hold.
   * @param isAtRest whether nothing of a stream is under way here, so that it can be given back.
   */
  async run(
    processId: string,
    held: ReadonlyMap<string, string>,
    isAtRest: (streamId: string) => boolean,
  ): Promise<HeldStreams> {
    const turn = await this.work.run(async ({ manager }) => {
      await this.leases.sayAlive(manager, processId, LEASE_MS);
      const living = await this.leases.livingProcesses(manager);
      const streams = await this.leases.pushStreams(manager);
      const isOurs = ({ id, owner, token }: PushStream) =>
        owner === processId && held.get(id) === token;
      const leaving = streams.filter(
        (stream) => isOurs(stream) && ownerOf(stream.id, living) !== processId,
      );
      const givenBack = leaving.map(({ id }) => id).filter(isAtRest);
      await this.leases.release(manager, processId, givenBack);
      const free = streams.filter(
        (stream) =>
          stream.status === 'enabled' &&
          !isOurs(stream) &&
          (!stream.isHeld || stream.owner === processId) &&
          ownerOf(stream.id, living) === processId,
      );
      const epoch = await this.leases.epoch(manager);
      return { epoch, streams, leaving, givenBack, free, hasOthers: living.length > 1 };
    });
    // Apart from it: whatever keeps us from taking streams must not keep us from living.
    const taken = await this.acquire(
      processId,
      turn.free.map(({ id }) => id),
    );
    const gone = new Set(turn.givenBack);
    const token = new Map(taken.map((lease) => [lease.streamId, lease.token]));
    return {
      epoch: turn.epoch,
      streams: turn.streams.map((stream) => {
        if (gone.has(stream.id)) return { ...stream, owner: null };
        const acquired = token.get(stream.id);
        return acquired ? { ...stream, owner: processId, token: acquired } : stream;
      }),
      taken,
      leaving: new Set(turn.leaving.map(({ id }) => id)),
      hasOthers: turn.hasOthers,
    };
  }

  private async acquire(processId: string, streamIds: readonly string[]): Promise<Lease[]> {
    if (streamIds.length === 0) return [];
    try {
      return await this.work.run(({ manager }) =>
        this.leases.acquire(manager, processId, streamIds),
      );
    } catch (error) {
      if (refusalOf(error)?.code !== LOCK_NOT_AVAILABLE) throw error;
      return [];
    }
  }

  async leave(processId: string): Promise<void> {
    await this.work.run(({ manager }) => this.leases.leave(manager, processId));
  }
}
