import type { CalendarDate } from './working-days.js';

/**
 * The same day of the month, `months` later (民法典 Art 202: a period counted in months ends on the
 * corresponding day, and on the month's last day where it has no such day).
 */
export function addMonths(from: CalendarDate, months: number): CalendarDate {
  const [year = 0, month = 1, day = 1] = from.split('-').map(Number);
  const lastDay = new Date(Date.UTC(year, month - 1 + months + 1, 0));
  lastDay.setUTCDate(Math.min(day, lastDay.getUTCDate()));
  return lastDay.toISOString().slice(0, 10);
}
