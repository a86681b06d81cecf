import { Injectable } from '@nestjs/common';
import { Clock } from '#bootstrap';
import { shanghaiDate } from '#calendar';
import { newId, type OrderIssued, type RefusalReason } from '#contracts';
import { courtName } from '#identifiers';
import { appendLedger, ledgerStatement } from '#ledger';
import { done, ignored, InfrastructureFault, type Outcome, type Transaction } from '#messaging';
import { decideOrder, type Verdict } from '../domain/decide-order.js';
import { leavesSpendingBound } from '../domain/full-performance.js';
import { isAnnounced, type Listing, type OrderedChange } from '../domain/listing.js';
import { listingChangeEvent } from '../domain/listing-change-event.js';
import { orderAppliedEvent, orderRefusedEvent } from '../domain/order-outcome-event.js';
import { recordingTime } from '../domain/recording-time.js';
import type { StoredListing } from '../storage/listing-columns.js';
import { ListingVersionStore } from '../storage/listing-version.store.js';
import { isListedTwice, ListingStore, type Times } from '../storage/listing.store.js';
import { OrderStore } from '../storage/order.store.js';
import { ApplyCorrection, type PreparedCorrection } from './apply-correction.js';
import { LiftRestrictions, type DecidedLift } from './lift-restrictions.js';
import { answerTo, explained, ledgerOf } from './order-records.js';

/** An order that carries the signature of the court it names. */
export interface AuthenticOrder {
  order: OrderIssued['data'];
  /** `sha256:<hex>` of the signed bytes. */
  digest: string;
}

type Accepted = Exclude<Verdict, { kind: 'refused' }>;

/** An order that was found good, and all it needs to take effect. */
interface Acceptance extends AuthenticOrder {
  before: StoredListing;
  listing: Listing;
  /** Null where restrictions alone change. */
  change: OrderedChange | null;
  correction: PreparedCorrection | null;
  lifts: readonly DecidedLift[];
  now: Date;
}

/**
 * Applies one court's order to one listing and the restrictions it names, in the consumer's
 * transaction: states, versions, the answer to the decision, the changes for the publisher and the
 * ledger commit together. Everything is checked before anything is written.
 */
@Injectable()
export class ApplyOrder {
  constructor(
    private readonly listings: ListingStore,
    private readonly versions: ListingVersionStore,
    private readonly orders: OrderStore,
    private readonly corrections: ApplyCorrection,
    private readonly liftRestrictions: LiftRestrictions,
    private readonly clock: Clock,
  ) {}

  async execute(tx: Transaction, { order, digest }: AuthenticOrder): Promise<Outcome> {
    const [before, isAnswered] = await Promise.all([
      this.listings.lock(tx.manager, order.listingRef),
      this.orders.isAnswered(tx, order),
    ]);
    if (isAnswered) return answeredBefore(order);
    if (!before) return this.refuse(tx, { order, digest }, 'UNKNOWN_LISTING');

    const now = recordingTime(this.clock.now(), before.recordedAt);
    const correction = await this.corrections.prepare(tx.manager, order, before);
    const verdict = await this.decide(tx, order, before, { correction, now });
    if (verdict.kind === 'refused') {
      return this.refuse(tx, { order, digest }, verdict.reason, verdict.listing);
    }
    const lifted = order.liftRestrictions?.length
      ? await this.liftRestrictions.decide(tx, { order, now })
      : { ok: true as const, lifts: [] };
    const numbered = { ...before.listing, lastOrderNo: order.orderNo };
    if (!lifted.ok) return this.refuse(tx, { order, digest }, lifted.reason, numbered);
    const { lifts } = lifted;
    if (leavesSpendingBound(order.basis, before.boundSpending, lifts)) {
      return this.refuse(tx, { order, digest }, 'ILLEGAL_TRANSITION', numbered);
    }
    return this.apply(tx, { order, digest, before, ...changeOf(verdict), correction, lifts, now });
  }

  private async decide(
    tx: Transaction,
    order: OrderIssued['data'],
    { listing }: StoredListing,
    { correction, now }: { correction: PreparedCorrection | null; now: Date },
  ): Promise<Verdict> {
    const listedAnew =
      order.action === 'RESTORE' &&
      (await this.listings.isListedAnew(tx.manager, order.listingRef));
    return decideOrder(
      listing,
      {
        ...order,
        effectiveOn: shanghaiDate(new Date(order.effectiveAt)),
        lifts: order.liftRestrictions?.length ?? 0,
      },
      { now, today: shanghaiDate(now), listedAnew, correction },
    );
  }

  private async apply(tx: Transaction, accepted: Acceptance): Promise<Outcome> {
    const { order, digest, before, listing, change, lifts, now } = accepted;
    const { version } = listing;
    const answer = { ...answerTo(order, digest, now), version, reason: null };
    tx.send(this.orders.answering(tx.manager, answer));

    const times: Times = { validFrom: new Date(order.effectiveAt), recordedAt: now };
    const previousVersion = before.listing.version;
    await this.write(tx, accepted, times);
    const { caseNumber } = before;
    const subject = accepted.correction?.subject ?? before.subject;
    const announced = isAnnounced(listing);
    const restrictions =
      lifts.length > 0
        ? await this.liftRestrictions.apply(tx, {
            order,
            lifts,
            now,
            caseNumber,
            subject,
            announce: announced,
          })
        : [];
    const entry = {
      ...ledgerOf(order, now),
      action: change ? `listing.${change.kind}` : 'restrictions.lifted',
      detail: { ...explained(order, digest), version, previousVersion, state: listing.status },
    };
    tx.send(ledgerStatement([entry]));
    await tx.publish({
      topic: 'order-outcomes',
      event: orderAppliedEvent({
        ...order,
        eventId: newId('evt'),
        now,
        version,
        announced,
        restrictions,
      }),
    });
    if (change && announced) {
      await tx.publish({
        topic: 'listing-changes',
        event: listingChangeEvent({
          eventId: newId('evt'),
          now,
          listing,
          change,
          previousVersion,
          order,
          effectiveAt: order.effectiveAt,
          courtName: courtName(listing.courtCode),
          caseNumber,
          subject,
        }),
      });
    }
    return done();
  }

  private async write(tx: Transaction, accepted: Acceptance, times: Times): Promise<void> {
    const { order, before, listing, change, correction } = accepted;
    if (!change) return tx.send(this.listings.updating(tx.manager, listing, null));
    if (correction) {
      await this.corrections.apply(tx.manager, { correction, listing, times }).catch(retryIfTwice);
    } else if (order.action === 'RESTORE') {
      await this.listings.update(tx.manager, listing, times).catch(retryIfTwice);
    } else {
      tx.send(this.listings.updating(tx.manager, listing, times));
    }
    const version = {
      listing,
      change,
      previousVersion: before.listing.version,
      order,
      ...(correction && { correctionId: correction.id }),
      times,
    };
    tx.send(this.versions.appending(tx.manager, version));
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

function changeOf(verdict: Accepted): { listing: Listing; change: OrderedChange | null } {
  switch (verdict.kind) {
    case 'applied':
      return verdict;
    case 'restrictions-only':
      return { listing: verdict.listing, change: null };
  }
}

/** The same order in another message: its number is used up, so it could not be applied again anyway. */
function answeredBefore({ orderId }: OrderIssued['data']): Outcome {
  return ignored(`order ${orderId} was answered before`);
}

/** The court listed anew between our look and our write: done again, the order is refused by name. */
function retryIfTwice(error: unknown): never {
  throw isListedTwice(error)
    ? new InfrastructureFault('The case was listed anew just now.')
    : error;
}
