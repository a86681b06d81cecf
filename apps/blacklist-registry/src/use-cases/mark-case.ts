import { Injectable } from '@nestjs/common';
import { Clock, invalid, notFound, requireCourt, type Actor } from '#bootstrap';
import { shanghaiDate } from '#calendar';
import { appendLedger } from '#ledger';
import { UnitOfWork } from '#messaging';
import type { CaseMark } from '../domain/dormancy.js';
import { CaseActivityStore } from '../storage/case-activity.store.js';
import { RestrictedCaseStore } from '../storage/restricted-case.store.js';

export interface NewCaseMark extends CaseMark {
  on: string;
}

/**
 * A court says how the case behind a listing stands. It takes nothing off the list: a closed or fulfilled
 * case puts the listing on the work list of `FindDormant`, and an order follows or does not. Marked OPEN,
 * it was looked at, and sleeps anew from then on.
 */
@Injectable()
export class MarkCase {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly cases: RestrictedCaseStore,
    private readonly activity: CaseActivityStore,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem 403 OTHER_COURT, 404, 422 DATE_IN_FUTURE or DECIDED_BEFORE_FILED. */
  execute(listingId: string, { status, on }: NewCaseMark, actor: Actor): Promise<NewCaseMark> {
    return this.unitOfWork.run(async (tx) => {
      const at = this.clock.now();
      const listing = await this.cases.lock(tx.manager, listingId);
      if (!listing) throw notFound('id');
      const courtCode = requireCourt(actor, listing.courtCode, 'id');
      if (on > shanghaiDate(at)) throw invalid('DATE_IN_FUTURE', 'on');
      if (on < listing.filedOn) throw invalid('DECIDED_BEFORE_FILED', 'on');
      await this.activity.mark(tx.manager, { listingId, status, on, at });
      await appendLedger(tx.manager, {
        at,
        actor: actor.sub,
        action: 'listing.case-marked',
        subject: listingId,
        courtCode,
        detail: { status, on },
      });
      return { status, on };
    });
  }
}
