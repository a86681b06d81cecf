import { Injectable } from '@nestjs/common';
import { Clock, conflict, invalid, notFound, Problem, tooMany } from '#bootstrap';
import { appendLedger } from '#ledger';
import { UnitOfWork, type Transaction } from '#messaging';
import { DeliveryEngine } from '../delivery/delivery-engine.js';
import { AgainStore, type AgainStanding } from '../storage/again.store.js';
import { ObligationStore } from '../storage/obligation.store.js';
import { StreamStore } from '../storage/stream.store.js';

/** What a subscriber may have asked for again and not yet been sent: more is a replay, for operations. */
const MOST_OWN_WAITING = 100;
const ASK_AGAIN_MS = 60_000;

export interface Resend {
  obligationId: string;
  /** Null: all streams of the subscriber that push. */
  streamId: string | null;
  by: string;
  isSubscriber: boolean;
}

export interface Resent {
  id: string;
  eventId: string;
  streams: { stream: string; standing: AgainStanding }[];
}

/**
 * Pushes one obligation's change once more, whatever its state: a new delivery id, the same event id.
 * While it waits, asking again makes no second one.
 */
@Injectable()
export class ResendObligation {
  constructor(
    private readonly work: UnitOfWork,
    private readonly obligations: ObligationStore,
    private readonly again: AgainStore,
    private readonly streams: StreamStore,
    private readonly engine: DeliveryEngine,
    private readonly clock: Clock,
  ) {}

  /** @throws 404 when there is none of that id; 409 when a newer version says what counts now; 422 for a stream that is none to push it by. */
  async run({ obligationId, streamId, by, isSubscriber }: Resend): Promise<Resent> {
    return this.work.run(async (tx) => {
      const now = this.clock.now();
      const [obligation] = await this.obligations.lock(tx.manager, [obligationId]);
      if (!obligation) throw notFound();
      if (obligation.supersededBy !== null) {
        const newer = await this.again.newest(tx.manager, obligationId);
        throw new Problem(409, 'NEWER_VERSION', { extensions: { newer } });
      }
      const { eventId, subscriberId } = obligation;
      if (streamId !== null) await this.requirePushed(tx, streamId, subscriberId);
      const readable = await this.again.readable(tx.manager, [eventId]);
      if (!readable.has(eventId)) throw conflict('REDACTED');
      if (isSubscriber) {
        const waiting = await this.again.waitingOf(tx.manager, subscriberId, MOST_OWN_WAITING);
        if (waiting >= MOST_OWN_WAITING) throw tooMany('TOO_MANY_RESENDS', ASK_AGAIN_MS);
      }
      const queued = await this.again.queue(tx.manager, {
        ...{ obligationIds: [obligationId], streamId, now },
        ...{ replayId: null, evenPaused: true },
      });
      if (queued.length === 0) throw conflict('NO_PUSH_STREAM');
      const streams = queued.map(({ streamId: stream, standing }) => ({ stream, standing }));
      await appendLedger(tx.manager, {
        at: now,
        actor: by,
        action: 'obligation.resent',
        subject: obligation.listingId,
        courtCode: obligation.courtCode,
        detail: { obligationId, subscriberId, eventId, version: obligation.version, streams },
      });
      tx.afterCommit(() => this.engine.wake());
      return { id: obligationId, eventId, streams };
    });
  }

  private async requirePushed(tx: Transaction, id: string, subscriberId: string): Promise<void> {
    const stream = await this.streams.find(tx.manager, id);
    if (stream?.subscriberId !== subscriberId) throw invalid('UNKNOWN_STREAM', 'stream');
    if (stream.channel !== 'webhook' && stream.channel !== 'kafka') {
      throw invalid('NOT_PUSHED_TO', 'stream');
    }
  }
}
