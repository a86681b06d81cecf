import { addMonths } from '#calendar';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Years are counted as months are: two years from 2 March end with 2 March. Days are YYYY-MM-DD. */
export function addYears(day: string, years: number): string {
  return addMonths(day, 12 * years);
}

export function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
}

/** The first instant of a day in China, where there has been no summer time since 1991. */
export function startOfDay(day: string): Date {
  return new Date(`${day}T00:00:00+08:00`);
}
