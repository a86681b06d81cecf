import { Injectable } from '@nestjs/common';
import { Clock, conflict, notFound, requireCourt, type Actor } from '#bootstrap';
import { shanghaiDate } from '#calendar';
import { UnitOfWork } from '#messaging';
import { isEnforceable, type RestrictionEntry } from '../domain/imposition.js';
import { RestrictedCaseStore } from '../storage/restricted-case.store.js';
import { RestrictionStore } from '../storage/restriction.store.js';
import { ImposeRestrictions } from './impose-restrictions.js';
import { viewOf, type RestrictionView } from './restriction-view.js';

/** An officer adds a restriction to a case whose debtor is, or was, on the list. */
@Injectable()
export class ImposeRestriction {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly cases: RestrictedCaseStore,
    private readonly imposeRestrictions: ImposeRestrictions,
    private readonly restrictions: RestrictionStore,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem 403 OTHER_COURT, 404, 409 NOTHING_TO_ENFORCE or DUPLICATE_RESTRICTION, 422 with the field and the rule. */
  execute(listingId: string, entry: RestrictionEntry, actor: Actor): Promise<RestrictionView> {
    return this.unitOfWork.run(async (tx) => {
      // Locked: an order that ends the case is decided before this or after it.
      const listing = await this.cases.lock(tx.manager, listingId);
      if (!listing) throw notFound('id');
      requireCourt(actor, listing.courtCode, 'id');
      if (!isEnforceable(listing.state, listing.basis)) throw conflict('NOTHING_TO_ENFORCE', 'id');
      const { id } = await this.imposeRestrictions.imposeOne(tx, { listing, entry, actor });
      const record = await this.restrictions.record(tx.manager, id);
      return viewOf(record, {
        listingId,
        today: shanghaiDate(this.clock.now()),
        showsPerson: true,
      });
    });
  }
}
