import { addMonths, type CalendarDate } from '#calendar';
import type { Evidence, Performance } from './evidence.js';
import { needs, satisfiedIf, type Judgement } from './judgement.js';

/** 履行比例. Where nothing is due there is nothing to perform, so somebody has to say what is. */
export function judgePerformance({ performance }: Evidence, percent: number): Judgement {
  if (!performance || !isOwing(performance)) return needs('PERFORMANCE');
  return satisfiedIf(isShare(performance.paidFen, percent, performance.dueFen));
}

/**
 * 履行计划: its last instalment falls within the period, and what is still to come pays all that is still
 * owed. A day that is over promises nothing: what was paid then is among what was paid.
 */
export function judgePlan(
  { plan, performance }: Evidence,
  { maxMonths, coversRemainder }: { maxMonths: number; coversRemainder: boolean },
  today: CalendarDate,
): Judgement {
  if (!plan || plan.instalments.length === 0) return needs('PLAN');
  if (!isMoney(...plan.instalments.map(({ fen }) => fen))) return needs('PLAN');
  const toCome = plan.instalments.filter(({ dueOn, fen }) => dueOn >= today && fen > 0);
  if (toCome.length === 0) return needs('PLAN');
  const latest = addMonths(today, maxMonths);
  if (plan.instalments.some(({ dueOn }) => dueOn > latest)) return satisfiedIf(false);
  if (!coversRemainder) return satisfiedIf(true);
  const owed = remainder(performance);
  if (owed === null) return needs('PERFORMANCE');
  const planned = toCome.reduce((sum, { fen }) => sum + BigInt(fen), 0n);
  return satisfiedIf(planned >= owed);
}

export function judgeGuarantee({ guarantee, performance }: Evidence, percent: number): Judgement {
  if (!guarantee || !isMoney(guarantee.fen)) return needs('GUARANTEE');
  const owed = remainder(performance);
  if (owed === null) return needs('PERFORMANCE');
  return satisfiedIf(BigInt(guarantee.fen) * 100n >= owed * BigInt(percent));
}

function remainder(performance: Performance | undefined): bigint | null {
  if (!performance || !isOwing(performance)) return null;
  const owed = BigInt(performance.dueFen) - BigInt(performance.paidFen);
  return owed > 0n ? owed : 0n;
}

function isOwing({ dueFen, paidFen }: Performance): boolean {
  return isMoney(dueFen, paidFen) && dueFen > 0;
}

/** Whole numbers of arbitrary size, so that no sum is ever rounded. */
function isShare(part: number, percent: number, whole: number): boolean {
  return BigInt(part) * 100n >= BigInt(whole) * BigInt(percent);
}

function isMoney(...amounts: number[]): boolean {
  return amounts.every((fen) => Number.isSafeInteger(fen) && fen >= 0);
}
