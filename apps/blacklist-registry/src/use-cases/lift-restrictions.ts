import { Injectable } from '@nestjs/common';
import { shanghaiDate } from '#calendar';
import { newId, type OrderIssued, type RestrictionState } from '#contracts';
import { courtName } from '#identifiers';
import { appendLedgerRows } from '#ledger';
import type { Transaction } from '#messaging';
import { decideLift, wasLiftedBefore } from '../domain/lift-rules.js';
import type { PublicSubject } from '../domain/listing-change-event.js';
import { recordingTime } from '../domain/recording-time.js';
import {
  evolveRestriction,
  type Restriction,
  type RestrictionLift,
} from '../domain/restriction.js';
import { restrictionLiftedEvent } from '../domain/restriction-change-event.js';
import { CaseActivityStore } from '../storage/case-activity.store.js';
import { RestrictionVersionStore } from '../storage/restriction-version.store.js';
import { RestrictionStore } from '../storage/restriction.store.js';

/** One restriction that an order names, locked, and what will become of it: null where it was lifted before. */
export interface DecidedLift {
  before: Restriction;
  lift: RestrictionLift | null;
}

type EffectiveLift = DecidedLift & { lift: RestrictionLift };

export type LiftVerdict =
  | { ok: true; lifts: DecidedLift[] }
  | { ok: false; reason: 'UNKNOWN_RESTRICTION' | 'ILLEGAL_TRANSITION' };

export interface DecidedLifts {
  /** A court's order that was found good for its listing. */
  order: OrderIssued['data'];
  lifts: readonly DecidedLift[];
  caseNumber: string;
  /** The listing's debtor. */
  subject: PublicSubject;
  now: Date;
  /** False while nobody was told of the listing (宽限期): then nobody is told of its restrictions. */
  announce: boolean;
}

export interface LiftedRestriction {
  restrictionRef: string;
  state: RestrictionState;
  version: number;
  /** False where an earlier order had lifted it already. */
  changed?: false;
}

/**
 * Lifts exactly the restrictions that an order names, in that order's transaction: all of them or, where
 * one is unknown or may not be lifted so, none. Hence two steps: what is refused has written nothing.
 * What was lifted before stands in no other change's way; an order to lift that lifts nothing is refused.
 */
@Injectable()
export class LiftRestrictions {
  constructor(
    private readonly restrictions: RestrictionStore,
    private readonly versions: RestrictionVersionStore,
    private readonly activity: CaseActivityStore,
  ) {}

  /** Locks what the order names until the transaction ends, and writes nothing. */
  async decide(
    tx: Transaction,
    { order, now }: { order: OrderIssued['data']; now: Date },
  ): Promise<LiftVerdict> {
    const wanted = order.liftRestrictions ?? [];
    const named = new Map(wanted.map((lift) => [lift.restrictionRef, lift]));
    // Named twice, it would have to end in two ways.
    if (named.size < wanted.length) return { ok: false, reason: 'ILLEGAL_TRANSITION' };
    const effectiveOn = shanghaiDate(new Date(order.effectiveAt));
    const lifts: DecidedLift[] = [];
    for (const before of await this.restrictions.lock(tx.manager, [...named.keys()])) {
      const ordered = named.get(before.id);
      if (!ordered || !isOfCase(before, order)) return { ok: false, reason: 'UNKNOWN_RESTRICTION' };
      const { basis, until = null, approvedBy = null } = ordered;
      if (wasLiftedBefore(before, { basis, until })) {
        lifts.push({ before, lift: null });
        continue;
      }
      const lift = decideLift(before, { basis, until, approvedBy, effectiveOn }, shanghaiDate(now));
      if (!lift) return { ok: false, reason: 'ILLEGAL_TRANSITION' };
      lifts.push({ before, lift });
    }
    if (lifts.length < named.size) return { ok: false, reason: 'UNKNOWN_RESTRICTION' };
    const isIdle = order.action === 'LIFT' && !lifts.some(isEffective);
    return isIdle ? { ok: false, reason: 'ILLEGAL_TRANSITION' } : { ok: true, lifts };
  }

  /** Writes what was decided: states, versions, ledger, and `restriction.lifted.v1` for each. */
  async apply(tx: Transaction, decided: DecidedLifts): Promise<LiftedRestriction[]> {
    const { order } = decided;
    const lifts = decided.lifts.filter(isEffective);
    const now = await this.write(tx, lifts, decided);
    const { orderId, decisionId, listingRef, courtCode } = order;
    await appendLedgerRows(
      tx.manager,
      lifts.map(({ before, lift: { state, basis, until, version } }) => ({
        at: now,
        actor: `court:${courtCode}`,
        action: 'restriction.lifted',
        subject: before.id,
        courtCode,
        detail: { listingRef, orderId, decisionId, state, basis, until, version },
      })),
    );
    return decided.lifts.map(({ before, lift }) => {
      const { state, version } = lift ?? before;
      return { restrictionRef: before.id, state, version, ...(!lift && { changed: false }) };
    });
  }

  /** @returns when that was: never before what the register learned last. */
  private async write(
    tx: Transaction,
    lifts: readonly EffectiveLift[],
    { order, announce, ...told }: DecidedLifts,
  ): Promise<Date> {
    if (lifts.length === 0) return told.now;
    const ids = lifts.map(({ before }) => before.id);
    const last = await this.versions.lastRecordedAt(tx.manager, ids);
    const now = recordingTime(told.now, last ?? told.now);
    const changed = lifts.map(({ before, lift }) => {
      const evolved = evolveRestriction(before, lift);
      const restriction = announce ? { ...evolved, announcedVersion: evolved.version } : evolved;
      return { before, lift, restriction };
    });
    await this.restrictions.update(tx.manager, ...changed.map(({ restriction }) => restriction));
    const times = { validFrom: new Date(order.effectiveAt), recordedAt: now };
    await this.versions.append(
      tx.manager,
      ...changed.map(({ restriction, lift: { basis } }) => ({
        restriction,
        basis,
        order,
        ...times,
      })),
    );
    await this.activity.countRestrictions(tx.manager, order.listingRef, now);
    if (!announce) return now;
    for (const { before, lift, restriction } of changed) {
      await tx.publish({
        topic: 'listing-changes',
        event: restrictionLiftedEvent({
          eventId: newId('evt'),
          now,
          restriction,
          lift,
          previousVersion: before.announcedVersion,
          cause: order,
          effectiveAt: order.effectiveAt,
          courtName: courtName(restriction.courtCode),
          caseNumber: told.caseNumber,
          debtor: told.subject,
        }),
      });
    }
    return now;
  }
}

function isEffective(one: DecidedLift): one is EffectiveLift {
  return one.lift !== null;
}

/** Imposed in the very case that the order is about: 仅因本案 holds for restrictions too. */
function isOfCase(
  { listingId, courtCode }: Restriction,
  { listingRef, courtCode: orderingCourt }: OrderIssued['data'],
): boolean {
  return listingId === listingRef && courtCode === orderingCourt;
}
