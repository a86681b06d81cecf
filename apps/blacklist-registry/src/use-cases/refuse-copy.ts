import { Injectable } from '@nestjs/common';
import { newId } from '#contracts';
import { Clock } from '#bootstrap';
import { appendLedger } from '#ledger';
import { done, ignored, type Outcome, type Transaction } from '#messaging';
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
 * outcome (invariant 11); the listing is not even looked at. The same copy is answered once.
 */
@Injectable()
export class RefuseCopy {
  constructor(
    private readonly orders: OrderStore,
    private readonly clock: Clock,
  ) {}

  async execute(tx: Transaction, copy: UnbelievedCopy): Promise<Outcome> {
    const now = this.clock.now();
    const { orderId, decisionId, digest, reason, signerCourt } = copy;
    const isNew = await this.orders.recordCopy(tx.manager, {
      orderId,
      digest,
      courtCode: signerCourt,
      recordedAt: now,
    });
    if (!isNew) return ignored(`this copy of order ${orderId} was refused before`);

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
}
