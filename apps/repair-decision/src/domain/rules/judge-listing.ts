import { addMonths, type CalendarDate } from '#calendar';
import type { ListingGround } from '#contracts';
import type { Evidence, ListingFacts } from './evidence.js';
import { needs, satisfiedIf, type Judgement } from './judgement.js';

/** N 个月内再次被纳入: measured from the end of the earlier listing to the decision on this one. */
export function judgeRelisting({ earlier, decidedOn }: ListingFacts, months: number): Judgement {
  if (!earlier || decidedOn === undefined) return needs('EARLIER_LISTINGS');
  return satisfiedIf(!earlier.some(({ endedOn }) => addMonths(endedOn, months) > decidedOn));
}

export function judgeTimeListed(
  { decidedOn }: ListingFacts,
  months: number,
  today: CalendarDate,
): Judgement {
  if (decidedOn === undefined) return needs('LISTING_FACTS');
  return satisfiedIf(addMonths(decidedOn, months) <= today);
}

/** 纳入期限届满: the last day of the term still counts; a listing without a term has none to end. */
export function judgeTerm({ termEndsOn }: ListingFacts, today: CalendarDate): Judgement {
  if (termEndsOn === undefined) return needs('LISTING_FACTS');
  return satisfiedIf(termEndsOn !== null && termEndsOn < today);
}

export function judgeGrounds(
  { grounds }: ListingFacts,
  holds: (grounds: readonly ListingGround[]) => boolean,
): Judgement {
  return grounds ? satisfiedIf(holds(grounds)) : needs('LISTING_FACTS');
}

export function judgeSubject(
  { subjectType }: ListingFacts,
  expected: ListingFacts['subjectType'],
): Judgement {
  return subjectType ? satisfiedIf(subjectType === expected) : needs('LISTING_FACTS');
}

/** 违反此前作出的信用承诺 */
export function judgeBreaches(
  { commitmentBreaches }: Evidence,
  withinMonths: number | undefined,
  today: CalendarDate,
): Judgement {
  if (!commitmentBreaches) return needs('COMMITMENT_BREACHES');
  const counts = ({ breachedOn }: { breachedOn: CalendarDate }) =>
    withinMonths === undefined || addMonths(breachedOn, withinMonths) > today;
  return satisfiedIf(!commitmentBreaches.some(counts));
}
