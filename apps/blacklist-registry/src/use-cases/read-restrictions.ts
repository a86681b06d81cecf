import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, forbidden, notFound, type Actor } from '#bootstrap';
import { shanghaiDate } from '#calendar';
import { isCourtStaff } from '#signing';
import { RestrictedCaseStore } from '../storage/restricted-case.store.js';
import { RestrictionStore } from '../storage/restriction.store.js';
import { viewOf, type RestrictionView } from './restriction-view.js';

/** Shows a case's restrictions; whom they bind by name only to the court that imposed them. */
@Injectable()
export class ReadRestrictions {
  constructor(
    private readonly dataSource: DataSource,
    private readonly cases: RestrictedCaseStore,
    private readonly restrictions: RestrictionStore,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem 403 OTHER_COURT, 404. */
  async execute(listingId: string, actor: Actor): Promise<RestrictionView[]> {
    const { manager } = this.dataSource;
    const listing = await this.cases.find(manager, listingId);
    if (!listing) throw notFound('id');
    const isStaff = isCourtStaff(actor.role);
    if (isStaff && actor.court !== listing.courtCode) throw forbidden('OTHER_COURT', 'id');
    const today = shanghaiDate(this.clock.now());
    const records = isStaff
      ? await this.restrictions.recordsOfListing(manager, listingId)
      : await this.restrictions.anonymousOfListing(manager, listingId);
    return records.map((record) => viewOf(record, { listingId, today, showsPerson: isStaff }));
  }
}
