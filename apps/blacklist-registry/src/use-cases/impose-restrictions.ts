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
import { RestrictionVersionStore } from '../storage/restriction-version.store.js';
import { isBoundTwice, RestrictionStore } from '../storage/restriction.store.js';

export interface Imposition {
  listing: RestrictedCase;
  restrictions: readonly RestrictionEntry[];
  actor: Actor;
  /** Where the entries are in the request, such as `restrictions.0.`; empty where the body is the one entry. */
  path?: (index: number) => string;
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
    private readonly clock: Clock,
  ) {}

  /** @throws Problem 409 DUPLICATE_RESTRICTION, 422 with the field and the rule. */
  async impose(
    tx: Transaction,
    { listing, restrictions, actor, path = () => '' }: Imposition,
  ): Promise<Restriction[]> {
    const now = this.clock.now();
    for (const [index, entry] of restrictions.entries()) {
      const refusal = refuseImposition(entry, listing, shanghaiDate(now));
      if (refusal) throw invalid(refusal.rule, `${path(index)}${refusal.field}`);
    }
    const imposed: Restriction[] = [];
    for (const [index, entry] of restrictions.entries()) {
      imposed.push(await this.write(tx, listing, entry, now, path(index)));
    }
    await appendLedgerRows(
      tx.manager,
      imposed.map(({ id, listingId, courtCode, kind, boundRole }, index) => ({
        at: now,
        actor: actor.sub,
        action: 'restriction.imposed',
        subject: id,
        courtCode,
        detail: { listingId, kind, boundRole, decidedOn: restrictions[index]?.decidedOn },
      })),
    );
    return imposed;
  }

  private async write(
    tx: Transaction,
    { id: listingId, courtCode, subjectType }: RestrictedCase,
    entry: RestrictionEntry,
    now: Date,
    path: string,
  ): Promise<Restriction> {
    const { kind, boundRole, decidedOn } = entry;
    const bindsPerson = boundRole !== 'DEBTOR' || subjectType === 'PERSON';
    const id = newId('rst');
    const restriction = impose({ id, listingId, courtCode, kind, boundRole, bindsPerson });
    try {
      await this.restrictions.insert(tx.manager, restriction, entry);
    } catch (error) {
      throw isBoundTwice(error) ? conflict('DUPLICATE_RESTRICTION', `${path}boundRole`) : error;
    }
    await this.versions.append(tx.manager, {
      restriction,
      validFrom: startOfDay(decidedOn),
      recordedAt: now,
    });
    return restriction;
  }
}
