import { Injectable } from '@nestjs/common';
import { Clock, conflict, invalid, type Actor } from '#bootstrap';
import { shanghaiDate } from '#calendar';
import { newId } from '#contracts';
import { appendLedger } from '#ledger';
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
  entry: RestrictionEntry;
  actor: Actor;
  /** Where the entry is in the request, such as `restrictions.0.`; empty where it is the whole body. */
  path?: string;
}

export interface Impositions {
  listing: RestrictedCase;
  restrictions: readonly RestrictionEntry[];
  actor: Actor;
  path: (index: number) => string;
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

  /** All of them, or none: the caller's transaction ends with the first that is refused. */
  async impose(tx: Transaction, { restrictions, path, ...given }: Impositions): Promise<void> {
    for (const [index, entry] of restrictions.entries()) {
      await this.imposeOne(tx, { ...given, entry, path: path(index) });
    }
  }

  /** @throws Problem 409 DUPLICATE_RESTRICTION, 422 with the field and the rule. */
  async imposeOne(
    tx: Transaction,
    { listing, entry, actor, path = '' }: Imposition,
  ): Promise<Restriction> {
    const now = this.clock.now();
    const refusal = refuseImposition(entry, listing, shanghaiDate(now));
    if (refusal) throw invalid(refusal.rule, path + refusal.field);
    const restriction = restrictionOf(listing, entry);
    try {
      await this.restrictions.insert(tx.manager, restriction, entry);
    } catch (error) {
      throw isBoundTwice(error) ? conflict('DUPLICATE_RESTRICTION', `${path}boundRole`) : error;
    }
    const { id, listingId, courtCode, kind, boundRole } = restriction;
    const { decidedOn } = entry;
    const validFrom = startOfDay(decidedOn);
    await this.versions.append(tx.manager, { restriction, validFrom, recordedAt: now });
    await appendLedger(tx.manager, {
      at: now,
      actor: actor.sub,
      action: 'restriction.imposed',
      subject: id,
      courtCode,
      detail: { listingId, kind, boundRole, decidedOn },
    });
    return restriction;
  }
}

function restrictionOf(
  { id: listingId, courtCode, subjectType }: RestrictedCase,
  { kind, boundRole }: RestrictionEntry,
): Restriction {
  const bindsPerson = boundRole !== 'DEBTOR' || subjectType === 'PERSON';
  return impose({ id: newId('rst'), listingId, courtCode, kind, boundRole, bindsPerson });
}
