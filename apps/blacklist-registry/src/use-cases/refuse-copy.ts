import { Injectable, Logger } from '@nestjs/common';
import { newId } from '#contracts';
import { Clock } from '#bootstrap';
import { appendLedger } from '#ledger';
import { dataFault, done, ignored, type Outcome, type Transaction } from '#messaging';
import type { ForgedCopy } from '../domain/forged-copy.js';
import { orderRefusedEvent } from '../domain/order-outcome-event.js';
import { OrderStore } from '../storage/order.store.js';

export interface UnbelievedCopy extends ForgedCopy {
  /** `sha256:<hex>` of the copy's bytes. */
  digest: string;
  /** OTHER_COURT: the signature is good, but not of the court that the order names. */
  reason: 'BAD_SIGNATURE' | 'OTHER_COURT';
  /** The court whose key signed, null where none did. */
  signerCourt: string | null;
}

/**
 * Tells the decision that somebody sent a copy of its order without its court's signature. It is
 * answered as `authentic: false`, which is listed under the order's refusals and never becomes its
 * outcome (invariant 11); the listing is not even looked at. The same copy is answered once, and in a
 * flood of made-up orders most of them not at all.
 */
@Injectable()
export class RefuseCopy {
  private readonly logger = new Logger('orders');

  constructor(
    private readonly orders: OrderStore,
    private readonly clock: Clock,
  ) {}

  async execute(tx: Transaction, copy: UnbelievedCopy): Promise<Outcome> {
    const now = this.clock.now();
    const { orderId, decisionId, digest, reason, signerCourt } = copy;
    const recorded = await this.orders.recordCopy(tx.manager, {
      orderId,
      digest,
      courtCode: signerCourt,
      recordedAt: now,
    });
    if (recorded === 'repeated') return ignored(`this copy of ${orderId} was refused before`);
    if (recorded === 'flood') return this.passOver(copy);

    await appendLedger(tx.manager, {
      at: now,
      actor: signerCourt ? `court:${signerCourt}` : 'unknown',
      action: 'order.copy-refused',
      subject: orderId,
      courtCode: signerCourt,
      detail: { reason, decisionId, listingRef: copy.listingRef, digest },
    });
    await tx.publish({
      topic: 'order-outcomes',
      event: orderRefusedEvent({
        eventId: newId('evt'),
        now,
        orderId,
        decisionId,
        // A copy may name no listing; the answer still needs a key to travel under.
        listingRef: copy.listingRef ?? orderId,
        reason,
        authentic: false,
        digest,
      }),
    });
    return done();
  }

  /**
   * What nobody is known to have signed is parked and blocks nothing. With a court's signature it
   * would block its key, which that court chose: so it is only told of.
   */
  private passOver({ orderId, signerCourt }: UnbelievedCopy): Outcome {
    if (signerCourt === null) return dataFault('TOO_MANY_FORGERIES');
    this.logger.warn({ msg: 'order.copy-passed-over', order: orderId, court: signerCourt });
    return ignored('too many forgeries within a minute');
  }
}
