import notices from 'chinese-days/dist/chinese-days.json' with { type: 'json' };

/** YYYY-MM-DD, a day in China. */
export type CalendarDate = string;

const DAY = 24 * 60 * 60 * 1000;
/** Asia/Shanghai has had no summer time since 1991, and no listing is older than 2013. */
const SHANGHAI_OFFSET = 8 * 60 * 60 * 1000;

const holidays = new Set(Object.keys(notices.holidays));
const makeUpDays = new Set(Object.keys(notices.workdays));

/**
 * Last day for which the State Council's holiday notice is known. Past it nobody can say which days
 * are working days: only weekends are left out, and the answer is `provisional`.
 */
export const COVERAGE_THROUGH: CalendarDate = `${latestYear(holidays)}-12-31`;

/**
 * The n-th 工作日 after a day (the day itself does not count), make-up Saturdays and Sundays included.
 * @returns `provisional: true` when a day past the known holidays had to be counted.
 */
export function addWorkingDays(
  from: CalendarDate,
  n: number,
): { date: CalendarDate; provisional: boolean } {
  let day = Date.parse(`${from}T00:00:00Z`);
  for (let left = n; left > 0;) {
    day += DAY;
    if (isWorkingDay(dateOf(day))) left -= 1;
  }
  const date = dateOf(day);
  return { date, provisional: date > COVERAGE_THROUGH };
}

/** The last instant of the n-th working day after `instant`, both read in Asia/Shanghai. */
export function endOfWorkingDay(instant: Date, n: number): { at: Date; provisional: boolean } {
  const { date, provisional } = addWorkingDays(shanghaiDate(instant), n);
  return { at: new Date(Date.parse(`${date}T00:00:00+08:00`) + DAY - 1), provisional };
}

/** The day it is in China at `instant`. */
export function shanghaiDate(instant: Date): CalendarDate {
  return dateOf(instant.getTime() + SHANGHAI_OFFSET);
}

function isWorkingDay(date: CalendarDate): boolean {
  if (makeUpDays.has(date)) return true;
  if (holidays.has(date)) return false;
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

function dateOf(utc: number): CalendarDate {
  return new Date(utc).toISOString().slice(0, 10);
}

function latestYear(dates: Iterable<CalendarDate>): string {
  return [...dates].reduce((latest, date) => (date > latest ? date : latest), '').slice(0, 4);
}
