import { addMonths, type CalendarDate } from '#calendar';
import type { Evidence, Performance } from './evidence.js';
import { needs, satisfiedIf, type Judgement } from './judgement.js';

/** 履行比例. Nothing due is performed. */
export function judgePerformance({ performance }: Evidence, percent: number): Judgement {
  if (!performance || !isMoney(performance.dueFen, performance.paidFen))
    return needs('PERFORMANCE');
  return satisfiedIf(isShare(performance.paidFen, percent, performance.dueFen));
}

/** 履行计划: its last instalment falls within the period, and it pays all that is still owed. */
export function judgePlan(
  { plan, performance }: Evidence,
  { maxMonths, coversRemainder }: { maxMonths: number; coversRemainder: boolean },
  today: CalendarDate,
): Judgement {
  if (!plan || plan.instalments.length === 0) return needs('PLAN');
  if (!isMoney(...plan.instalments.map(({ fen }) => fen))) return needs('PLAN');
  const latest = addMonths(today, maxMonths);
  if (plan.instalments.some(({ dueOn }) => dueOn > latest)) return satisfiedIf(false);
  if (!coversRemainder) return satisfiedIf(true);
  const owed = remainder(performance);
  if (owed === null) return needs('PERFORMANCE');
  const planned = plan.instalments.reduce((sum, { fen }) => sum + BigInt(fen), 0n);
  return satisfiedIf(planned >= owed);
}

export function judgeGuarantee({ guarantee, performance }: Evidence, percent: number): Judgement {
  if (!guarantee || !isMoney(guarantee.fen)) return needs('GUARANTEE');
  const owed = remainder(performance);
  if (owed === null) return needs('PERFORMANCE');
  return satisfiedIf(BigInt(guarantee.fen) * 100n >= owed * BigInt(percent));
}

function remainder(performance: Performance | undefined): bigint | null {
  if (!performance || !isMoney(performance.dueFen, performance.paidFen)) return null;
  const owed = BigInt(performance.dueFen) - BigInt(performance.paidFen);
  return owed > 0n ? owed : 0n;
}

/** Whole numbers of arbitrary size, so that no sum is ever rounded. */
function isShare(part: number, percent: number, whole: number): boolean {
  return BigInt(part) * 100n >= BigInt(whole) * BigInt(percent);
}

function isMoney(...amounts: number[]): boolean {
  return amounts.every((fen) => Number.isSafeInteger(fen) && fen >= 0);
}
