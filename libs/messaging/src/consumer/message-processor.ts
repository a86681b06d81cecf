import { Injectable, Logger } from '@nestjs/common';
import { TrustedKeys } from '#signing';
import { handledMessages, handlingSeconds } from '../metrics.js';
import { MessagingOptions } from '../messaging-options.js';
import type { Outcome } from '../outcome.js';
import { ParkingLot, type Fault } from '../parked/parking-lot.js';
import { runInTrace } from '../trace-context.js';
import { UnitOfWork, type Transaction } from '../unit-of-work.js';
import { HandlerTable } from './handler-table.js';
import { takeIn, wasTakenIn } from './inbox.js';
import { judge, type Judgement } from './judgement.js';
import { handledLine, type Disposition } from './disposition.js';
import { lostAt, PositionStore, type Place } from './position-store.js';
import { digestOf, type ReceivedMessage } from './received-message.js';

export interface Attempt {
  message: ReceivedMessage;
  /** Where it was judged already. */
  judgement?: Judgement;
  /** The step over the message, which only one consumer can take; null for a parked one. */
  place: Place | null;
  /** Claims a parked message in the transaction, or throws if somebody else has it. */
  claim?(tx: Transaction): Promise<void>;
  /** Records how it ended, in the same transaction. */
  finish?(tx: Transaction, disposition: Disposition): Promise<void>;
  /** The parked message that somebody re-drives: it may have any size, and does not queue behind itself. */
  parkedId?: string;
}

/** The one way from a message to its effect: each ends in one committed transaction, as one disposition. */
@Injectable()
export class MessageProcessor {
  private readonly logger = new Logger('Messages');

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly handlers: HandlerTable,
    private readonly parkingLot: ParkingLot,
    private readonly positions: PositionStore,
    private readonly trusted: TrustedKeys,
    private readonly options: MessagingOptions,
  ) {}

  /** @throws what a handler or the database throws; then nothing is written and it may be tried again. */
  process(attempt: Attempt): Promise<Disposition> {
    return this.settleAs(attempt, (judgement) => this.settle(attempt, judgement));
  }

  /** Parks a message that its handler keeps failing on; its key waits. */
  parkFailing(attempt: Attempt, detail: string): Promise<Disposition> {
    return this.settleAs(attempt, (judgement) => {
      const key = judgement.kind === 'event' ? judgement.event.partitionkey : null;
      return this.park(attempt, { reason: 'HANDLER_ERROR', detail, key });
    });
  }

  private async settleAs(
    attempt: Attempt,
    settle: (judgement: Judgement) => Promise<Disposition>,
  ): Promise<Disposition> {
    const started = performance.now();
    const judgement =
      attempt.judgement ??
      (await judge(attempt.message, this.trusted, { anySize: attempt.parkedId !== undefined }));
    return runInTrace(attempt.message.traceparent, async () => {
      const disposition = await settle(judgement);
      const milliseconds = performance.now() - started;
      const { topic } = attempt.message;
      handledMessages.inc({ topic, outcome: disposition.kind });
      handlingSeconds.observe({ topic }, milliseconds / 1000);
      this.logger.log(handledLine(attempt.message, judgement, disposition, milliseconds));
      return disposition;
    });
  }

  private async settle(attempt: Attempt, judgement: Judgement): Promise<Disposition> {
    try {
      return await this.inTransaction(attempt, (tx) => {
        switch (judgement.kind) {
          case 'event':
            return this.deliver(tx, attempt, judgement);
          case 'forged':
            return this.settleForgery(tx, attempt, judgement.reason);
          case 'fault':
            return this.parkAt(tx, attempt, judgement);
        }
      });
    } catch (error) {
      if (!(error instanceof DataFault)) throw error;
      return this.park(attempt, error.fault);
    }
  }

  private async deliver(
    tx: Transaction,
    attempt: Attempt,
    { event, signer, jws }: Extract<Judgement, { kind: 'event' }>,
  ): Promise<Disposition> {
    const { message, parkedId, place } = attempt;
    const { topic, partition, offset, bytes } = message;
    const { consumer } = this.options;
    const key = event.partitionkey;
    const inboxKey = { signer: signer.owner, eventId: event.id };
    const queue = this.parkingLot.queueOf(topic, key);
    const queuedUnder = parkedId ? null : queue.key;
    const arriving = [{ ...inboxKey, queuedUnder }];
    const intake = await takeIn(tx.manager, { consumer, topic: queue.topic, arriving, place });
    if (place && !intake.moved) throw lostAt(place);
    if (intake.blocked) {
      if (await wasTakenIn(tx.manager, consumer, inboxKey)) return duplicate;
      return this.parkIn(tx, attempt, queuedBehind(key));
    }
    if (!intake.takes(inboxKey)) return duplicate;
    const handle = this.handlers.find(topic, event.type);
    if (!handle)
      throw new DataFault({
        reason: 'UNROUTED',
        detail: `nothing here handles ${event.type}`,
        key,
      });
    const outcome = await handle({
      event,
      consumed: {
        tx,
        bytes,
        jws,
        signer,
        topic,
        partition,
        offset,
        key: message.key,
        traceparent: tx.traceparent,
      },
    });
    return toDisposition(outcome, key);
  }

  private async settleForgery(
    tx: Transaction,
    attempt: Attempt,
    reason: Extract<Judgement, { kind: 'forged' }>['reason'],
  ): Promise<Disposition> {
    const { topic, bytes } = attempt.message;
    await this.advance(tx, attempt);
    const handle = this.handlers.findForgery(topic);
    const detail = 'nobody who may write to this topic has signed it';
    if (!handle) return this.parkIn(tx, attempt, { reason, detail, key: null });
    return toDisposition(await handle({ tx, topic, bytes, reason, digest: digestOf(bytes) }), null);
  }

  /** In a transaction of its own, after the handler's writes were rolled back. */
  private park(attempt: Attempt, fault: Fault): Promise<Disposition> {
    return this.inTransaction(attempt, (tx) => this.parkAt(tx, attempt, fault));
  }

  private inTransaction(
    attempt: Attempt,
    settle: (tx: Transaction) => Promise<Disposition>,
  ): Promise<Disposition> {
    return this.unitOfWork.run(async (tx) => {
      await attempt.claim?.(tx);
      const disposition = await settle(tx);
      await attempt.finish?.(tx, disposition);
      return disposition;
    });
  }

  private async parkAt(tx: Transaction, attempt: Attempt, fault: Fault): Promise<Disposition> {
    await this.advance(tx, attempt);
    return this.parkIn(tx, attempt, fault);
  }

  /** Apart from the inbox, where nothing is taken in. */
  private async advance({ manager }: Transaction, { place }: Attempt): Promise<void> {
    if (place) await this.positions.advance(manager, place);
  }

  private async parkIn(
    { manager }: Transaction,
    { message, parkedId }: Attempt,
    fault: Fault,
  ): Promise<Disposition> {
    const blocks = parkedId
      ? await this.parkingLot.keep(manager, parkedId, fault)
      : await this.parkingLot.park(manager, message, fault);
    return { kind: 'parked', reason: fault.reason, blocks };
  }
}

/** Rolls the handler's writes back, so that the message is parked with nothing of it applied. */
class DataFault extends Error {
  override readonly name = 'DataFault';
  constructor(readonly fault: Fault) {
    super(fault.reason);
  }
}

const duplicate: Disposition = { kind: 'ignored', why: 'DUPLICATE' };

function queuedBehind(key: string): Fault {
  return { reason: 'QUEUED_BEHIND', detail: 'an earlier message of its key is parked', key };
}

function toDisposition(outcome: Outcome, key: string | null): Disposition {
  switch (outcome.kind) {
    case 'done':
    case 'ignored':
      return outcome;
    case 'data-fault':
      throw new DataFault({ reason: outcome.reason, detail: 'its handler can not apply it', key });
  }
}
