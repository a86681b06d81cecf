import type { CalendarDate } from '#calendar';

/** One payment of a plan: due on a day, in 分 (integer fen, so that sums are exact). */
export interface Instalment {
  dueOn: CalendarDate;
  fen: number;
}

export interface InstalmentState extends Instalment {
  /** How much of it was paid; payments fill the plan from its beginning. */
  paidFen: number;
  status: 'OPEN' | 'PAID' | 'OVERDUE';
}

/** A plan can be kept only if its days go forward and each day asks for something. */
export function isPlan(instalments: readonly Instalment[]): boolean {
  return instalments.every(
    ({ dueOn, fen }, index) =>
      Number.isSafeInteger(fen) && fen > 0 && dueOn > (instalments[index - 1]?.dueOn ?? ''),
  );
}

export function totalFen(instalments: readonly Instalment[]): number {
  return instalments.reduce((sum, { fen }) => sum + fen, 0);
}

/** The due day of the first instalment that is not paid in full; null when all are. */
export function nextDueOn(
  instalments: readonly Instalment[],
  paidFen: number,
): CalendarDate | null {
  let due = 0;
  for (const { dueOn, fen } of instalments) {
    due += fen;
    if (due > paidFen) return dueOn;
  }
  return null;
}

/**
 * How each instalment stands.
 * @param overdueThrough the last due day that has passed: see `lastPassedDueDay`.
 */
export function instalmentStates(
  instalments: readonly Instalment[],
  paidFen: number,
  overdueThrough: CalendarDate,
): InstalmentState[] {
  let left = paidFen;
  return instalments.map(({ dueOn, fen }) => {
    const paid = Math.min(left, fen);
    left -= paid;
    const open = dueOn <= overdueThrough ? 'OVERDUE' : 'OPEN';
    return { dueOn, fen, paidFen: paid, status: paid === fen ? 'PAID' : open };
  });
}
