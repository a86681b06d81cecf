import { Injectable } from '@nestjs/common';
import { newId, type OrderIssued, type RefusalReason } from '#contracts';
import { Clock } from '#bootstrap';
import { courtName } from '#identifiers';
import { appendLedger } from '#ledger';
import { done, ignored, InfrastructureFault, type Outcome, type Transaction } from '#messaging';
import { decideOrder } from '../domain/decide-order.js';
import type { Listing, OrderedChange } from '../domain/listing.js';
import { listingChangeEvent } from '../domain/listing-change-event.js';
import { orderAppliedEvent, orderRefusedEvent } from '../domain/order-outcome-event.js';
import { ListingVersionStore } from '../storage/listing-version.store.js';
import {
  isListedTwice,
  ListingStore,
  type StoredListing,
  type Times,
} from '../storage/listing.store.js';
import { OrderStore } from '../storage/order.store.js';

/** An order that carries the signature of the court it names. */
export interface AuthenticOrder {
  order: OrderIssued['data'];
  /** `sha256:<hex>` of the signed bytes. */
  digest: string;
}

/**
 * Applies one court's order to one listing, in the consumer's transaction: the listing, its new
 * version, the answer to the decision, the change for the publisher and the ledger commit together.
 */
@Injectable()
export class ApplyOrder {
  constructor(
    private readonly listings: ListingStore,
    private readonly versions: ListingVersionStore,
    private readonly orders: OrderStore,
    private readonly clock: Clock,
  ) {}

  async execute(tx: Transaction, { order, digest }: AuthenticOrder): Promise<Outcome> {
    const stored = await this.listings.lock(tx.manager, order.listingRef);
    if (!stored) return this.refuse(tx, { order, digest }, 'UNKNOWN_LISTING');

    const listedAnew =
      order.action === 'RESTORE' &&
      (await this.listings.isListedAnew(tx.manager, order.listingRef));
    const verdict = decideOrder(stored.listing, order, { listedAnew });
    switch (verdict.kind) {
      case 'applied':
        return this.apply(tx, { order, digest }, stored, verdict);
      case 'refused':
        return this.refuse(tx, { order, digest }, verdict.reason, verdict.listing);
    }
  }

  private async apply(
    tx: Transaction,
    { order, digest }: AuthenticOrder,
    before: StoredListing,
    { listing, change }: { listing: Listing; change: OrderedChange },
  ): Promise<Outcome> {
    const now = this.clock.now();
    const { version } = change;
    const answer = { ...answerTo(order, digest, now), version, reason: null };
    if (!(await this.orders.recordAnswer(tx.manager, answer))) return answeredBefore(order);

    const previousVersion = before.listing.version;
    const times: Times = { validFrom: new Date(order.effectiveAt), recordedAt: now };
    await this.listings.update(tx.manager, listing, times).catch(retryIfListedTwice);
    await this.versions.append(tx.manager, {
      listing,
      change,
      previousVersion,
      cause: order,
      times,
    });
    await appendLedger(tx.manager, {
      ...ledgerOf(order, now),
      action: `listing.${change.kind}`,
      detail: { ...explained(order, digest), version, previousVersion, state: listing.status },
    });
    await tx.publish({
      topic: 'order-outcomes',
      event: orderAppliedEvent({ ...order, eventId: newId('evt'), now, version }),
    });
    await tx.publish({
      topic: 'listing-changes',
      event: listingChangeEvent({
        eventId: newId('evt'),
        now,
        listing,
        change,
        previousVersion,
        cause: order,
        effectiveAt: order.effectiveAt,
        courtName: courtName(listing.courtCode),
        caseNumber: before.caseNumber,
        subject: before.subject,
      }),
    });
    return done();
  }

  /** `listing` with the order's number used up, where there is one. */
  private async refuse(
    tx: Transaction,
    { order, digest }: AuthenticOrder,
    reason: RefusalReason,
    listing?: Listing,
  ): Promise<Outcome> {
    const now = this.clock.now();
    const answer = { ...answerTo(order, digest, now), version: null, reason };
    if (!(await this.orders.recordAnswer(tx.manager, answer))) return answeredBefore(order);

    if (listing) await this.listings.update(tx.manager, listing, null);
    await appendLedger(tx.manager, {
      ...ledgerOf(order, now),
      action: 'order.refused',
      detail: { ...explained(order, digest), reason, authentic: true },
    });
    await tx.publish({
      topic: 'order-outcomes',
      event: orderRefusedEvent({
        ...order,
        eventId: newId('evt'),
        now,
        reason,
        authentic: true,
        digest,
      }),
    });
    return done();
  }
}

/** The same order in another message: its number is used up, so it could not be applied again anyway. */
function answeredBefore({ orderId }: OrderIssued['data']): Outcome {
  return ignored(`order ${orderId} was answered before`);
}

/** The court listed anew between our look and our write: done again, the order is refused by name. */
function retryIfListedTwice(error: unknown): never {
  throw isListedTwice(error)
    ? new InfrastructureFault('The case was listed anew just now.')
    : error;
}

function answerTo(order: OrderIssued['data'], digest: string, now: Date) {
  const { orderId, courtCode, orderNo, listingRef, decisionId } = order;
  return { orderId, courtCode, orderNo, listingRef, decisionId, digest, answeredAt: now };
}

function ledgerOf({ courtCode, listingRef }: OrderIssued['data'], now: Date) {
  return { at: now, actor: `court:${courtCode}`, subject: listingRef, courtCode };
}

function explained(order: OrderIssued['data'], digest: string) {
  const { orderId, orderNo, action, basis, decisionId, effectiveAt, until } = order;
  return { orderId, orderNo, action, basis, decisionId, effectiveAt, until, digest };
}
