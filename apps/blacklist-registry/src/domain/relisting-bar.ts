import { addMonths } from '#calendar';

const BARRED_MONTHS = 6;

/**
 * 申请执行人 who had a listing deleted (Art 10(3)) may not have the debtor listed again for six months
 * (法释〔2017〕7号 Art 10 ¶3). Other applicants, other exits and the court ex officio are not barred.
 * @returns the last day of the bar, null where the decision comes after it.
 */
export function barredUntil(deletedOn: string, decidedOn: string): string | null {
  const lastDay = addMonths(deletedOn, BARRED_MONTHS);
  return decidedOn <= lastDay ? lastDay : null;
}
