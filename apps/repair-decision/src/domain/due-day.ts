import { addWorkingDays, COVERAGE_THROUGH, type CalendarDate } from '#calendar';

const DAY = 24 * 60 * 60 * 1000;
/** What a deadline on a rest day rests on. */
export const DUE_DAY_LEGAL_BASIS = '《民法典》第二百零三条；《民事诉讼法》第八十五条第三款';

/**
 * The latest due day that is over by `today`. A period whose last day is a statutory rest day ends on
 * the next day after it (民法典 Art 203, 民事诉讼法 Art 85): what fell due on a Saturday is late only once
 * Monday is over. So every due day up to the last working day before today is past, and no later one.
 */
export function lastPassedDueDay(today: CalendarDate): {
  day: CalendarDate;
  provisional: boolean;
} {
  let day = dayBefore(today);
  while (!isWorkingDay(day)) day = dayBefore(day);
  return { day, provisional: today > COVERAGE_THROUGH };
}

function isWorkingDay(day: CalendarDate): boolean {
  return addWorkingDays(dayBefore(day), 1).date === day;
}

function dayBefore(day: CalendarDate): CalendarDate {
  return new Date(Date.parse(`${day}T00:00:00Z`) - DAY).toISOString().slice(0, 10);
}
