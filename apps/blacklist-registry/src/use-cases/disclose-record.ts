import { Injectable } from '@nestjs/common';
import { Clock, notFound, type Actor } from '#bootstrap';
import { appendLedger } from '#ledger';
import { UnitOfWork } from '#messaging';
import type { CourtRecord } from '../domain/court-record.js';
import { CourtRecordStore } from '../storage/court-record.store.js';
import { RestrictionStore, type RestrictionSummary } from '../storage/restriction.store.js';

export interface DisclosedRecord extends CourtRecord {
  restrictions: (RestrictionSummary & { boundName: string | null })[];
}

/**
 * Gives the whole record to another service, for the court's papers. It says who the debtor is, so
 * each disclosure is written down (PIPL Art 51, 55): to whom, and when.
 */
@Injectable()
export class DiscloseRecord {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly records: CourtRecordStore,
    private readonly restrictions: RestrictionStore,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem 404. */
  execute(id: string, actor: Actor): Promise<DisclosedRecord> {
    return this.unitOfWork.run(async ({ manager }) => {
      const record = await this.records.find(manager, id);
      if (!record) throw notFound('id');
      const restrictions = await this.restrictions.boundOfListing(manager, id);
      await appendLedger(manager, {
        at: this.clock.now(),
        actor: actor.sub,
        action: 'listing.disclosed',
        subject: id,
        courtCode: record.listing.courtCode,
        detail: { version: record.listing.version, purpose: 'court papers' },
      });
      return { ...record, restrictions };
    });
  }
}
