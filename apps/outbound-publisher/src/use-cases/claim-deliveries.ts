import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '#bootstrap';
import { newId } from '#contracts';
import { UnitOfWork } from '#messaging';
import { deadlineFor } from '../deadlines/deadline-for.js';
import {
  DeliveryStore,
  type Candidate,
  type ClaimedDelivery,
  type DueStream,
} from '../storage/delivery.store.js';

/**
 * How long a claim holds: the push's 15 s and time to record it. When a process dies, another one
 * takes its deliveries over after that.
 */
export const LEASE_MS = 20_000;

/** Takes due deliveries for this process. What it returns is already counted as attempted. */
@Injectable()
export class ClaimDeliveries {
  constructor(
    private readonly database: DataSource,
    private readonly work: UnitOfWork,
    private readonly deliveries: DeliveryStore,
    private readonly clock: Clock,
  ) {}

  /** At most `room` in all, and of each stream at most `roomOf` it; `busy` streams have no room at all. */
  async run(
    busy: readonly string[],
    roomOf: (streamId: string) => number,
    room: number,
  ): Promise<ClaimedDelivery[]> {
    return this.work.run(async ({ manager }) => {
      const now = this.clock.now();
      const streams = await this.deliveries.lockDueStreams(manager, busy, now);
      if (streams.length === 0) return [];
      const rooms = streams.map(({ id, contract }) => ({
        id,
        room: roomOf(id),
        stateTransfer: contract.stateTransfer,
      }));
      const candidates = await this.deliveries.candidates(manager, rooms, room, now);
      if (candidates.length === 0) return [];
      const byId = new Map(streams.map((stream) => [stream.id, stream]));
      await this.deliveries.makeAvailable(manager, deadlinesOf(candidates, byId, now), now);
      const leaseUntil = new Date(now.getTime() + LEASE_MS);
      const taken = await this.deliveries.take(
        manager,
        candidates.map((candidate) => ({ ...candidate, id: newId('dlv') })),
        now,
        leaseUntil,
      );
      const claimed = taken.flatMap((delivery): ClaimedDelivery[] => {
        const stream = byId.get(delivery.streamId);
        if (!stream) return [];
        const { subscriberId, url, sealedSecret, epoch } = stream;
        return [{ ...delivery, subscriberId, url, sealedSecret, epoch }];
      });
      return claimed;
    });
  }

  /** Milliseconds until the next delivery is due; null when none is within `horizonMs`. */
  async nextDueWithin(horizonMs: number): Promise<number | null> {
    const now = this.clock.now();
    const horizon = new Date(now.getTime() + horizonMs);
    const due = await this.deliveries.nextDueAt(this.database.manager, now, horizon);
    return due && Math.max(0, due.getTime() - this.clock.now().getTime());
  }
}

function deadlinesOf(
  candidates: readonly Candidate[],
  streams: ReadonlyMap<string, DueStream>,
  now: Date,
) {
  return candidates
    .filter(({ neverAvailable }) => neverAvailable)
    .flatMap(({ streamId, obligationId }) => {
      const stream = streams.get(streamId);
      return stream ? [{ obligationId, ...deadlineFor(stream.contract, now) }] : [];
    })
    .sort((a, b) => a.obligationId.localeCompare(b.obligationId));
}
