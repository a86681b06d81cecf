import { Injectable } from '@nestjs/common';
import { Clock, conflict, invalid, type Actor } from '#bootstrap';
import { shanghaiDate } from '#calendar';
import { newId } from '#contracts';
import { appendLedgerRows } from '#ledger';
import type { Transaction } from '#messaging';
import {
  refuseImposition,
  type RestrictedCase,
  type RestrictionEntry,
} from '../domain/imposition.js';
import { startOfDay } from '../domain/months.js';
import { impose, type Restriction } from '../domain/restriction.js';
import { CaseActivityStore } from '../storage/case-activity.store.js';
import { RestrictionVersionStore } from '../storage/restriction-version.store.js';
import { isBoundTwice, RestrictionStore } from '../storage/restriction.store.js';

export interface Impositions {
  listing: RestrictedCase;
  restrictions: readonly RestrictionEntry[];
  actor: Actor;
  /** Where the entry is in the request, such as `restrictions.0.`. */
  path: (index: number) => string;
}

interface Given {
  listing: RestrictedCase;
  actor: Actor;
  now: Date;
}

interface Imposed {
  restriction: Restriction;
  entry: RestrictionEntry;
}

/**
 * 采取限制措施: writes down the restrictions that a court imposed, in the caller's transaction, each for
 * one person. Nothing is imposed that was not entered: a listing alone binds nobody.
 */
@Injectable()
export class ImposeRestrictions {
  constructor(
    private readonly restrictions: RestrictionStore,
    private readonly versions: RestrictionVersionStore,
    private readonly activity: CaseActivityStore,
    private readonly clock: Clock,
  ) {}

  /**
   * All of them, or none: the caller's transaction ends with the first that is refused.
   * @throws Problem 409 DUPLICATE_RESTRICTION, 422 with the field and the rule.
   */
  async impose(
    tx: Transaction,
    { listing, restrictions, actor, path }: Impositions,
  ): Promise<void> {
    const given = { listing, actor, now: this.clock.now() };
    const imposed: Imposed[] = [];
    for (const [index, entry] of restrictions.entries()) {
      const restriction = await this.insert(tx, { ...given, entry, path: path(index) });
      imposed.push({ restriction, entry });
    }
    await this.record(tx, imposed, given);
  }

  /** As `impose`, where the entry is the whole request. */
  async imposeOne(
    tx: Transaction,
    { listing, entry, actor }: Omit<Impositions, 'restrictions' | 'path'> & Pick<Imposed, 'entry'>,
  ): Promise<Restriction> {
    const given = { listing, actor, now: this.clock.now() };
    const restriction = await this.insert(tx, { ...given, entry, path: '' });
    await this.record(tx, [{ restriction, entry }], given);
    return restriction;
  }

  /** One by one, so that a refusal says which. */
  private async insert(
    tx: Transaction,
    { listing, entry, path, now }: Given & { entry: RestrictionEntry; path: string },
  ): Promise<Restriction> {
    const refusal = refuseImposition(entry, listing, shanghaiDate(now));
    if (refusal) throw invalid(refusal.rule, path + refusal.field);
    const restriction = restrictionOf(listing, entry);
    try {
      await this.restrictions.insert(tx.manager, restriction, entry);
    } catch (error) {
      throw isBoundTwice(error) ? conflict('DUPLICATE_RESTRICTION', `${path}boundRole`) : error;
    }
    return restriction;
  }

  private async record(
    tx: Transaction,
    imposed: readonly Imposed[],
    { listing: { id: listingId, courtCode }, actor, now }: Given,
  ): Promise<void> {
    await this.versions.append(
      tx.manager,
      ...imposed.map(({ restriction, entry: { decidedOn } }) => ({
        restriction,
        validFrom: startOfDay(decidedOn),
        recordedAt: now,
      })),
    );
    await appendLedgerRows(
      tx.manager,
      imposed.map(({ restriction: { id, kind, boundRole }, entry: { decidedOn } }) => ({
        at: now,
        actor: actor.sub,
        action: 'restriction.imposed',
        subject: id,
        courtCode,
        detail: { listingId, kind, boundRole, decidedOn },
      })),
    );
    await this.activity.countRestrictions(tx.manager, listingId, now);
  }
}

function restrictionOf(
  { id: listingId, courtCode, subjectType }: RestrictedCase,
  { kind, boundRole }: RestrictionEntry,
): Restriction {
  const bindsPerson = boundRole !== 'DEBTOR' || subjectType === 'PERSON';
  return impose({ id: newId('rst'), listingId, courtCode, kind, boundRole, bindsPerson });
}
