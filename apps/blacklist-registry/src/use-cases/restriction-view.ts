import { stateOn } from '../domain/restriction.js';
import type { RestrictionRecord } from '../storage/restriction.store.js';

/** A restriction as it is shown; `person` only to the court that imposed it. */
export interface RestrictionView extends Omit<RestrictionRecord, 'person'> {
  listingId: string;
  person?: { name: string; maskedIdNumber: string };
}

/** A temporary lift whose last day is over binds again, also before the timer has written that down. */
export function viewOf(
  { person, ...record }: RestrictionRecord,
  { listingId, today, showsPerson }: { listingId: string; today: string; showsPerson: boolean },
): RestrictionView {
  const state = stateOn(record, today);
  return {
    ...record,
    state,
    until: state === 'TEMP_LIFTED' ? record.until : null,
    listingId,
    ...(showsPerson && person && { person }),
  };
}
