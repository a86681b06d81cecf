/** How a court marked a listing's case: 办理中, 已结案, 已履行. */
export const CASE_STATUSES = ['OPEN', 'CLOSED', 'FULFILLED'] as const;
export type CaseStatus = (typeof CASE_STATUSES)[number];

/** As the court last said it; without a day where it never said anything. */
export interface CaseMark {
  status: CaseStatus;
  on: string | null;
}

export const DORMANCY_REASONS = [
  'TERM_ENDED',
  'CASE_CLOSED',
  'CASE_FULFILLED',
  'NO_ACTIVITY',
] as const;
/** Why a listing that is still on the list ought to be looked at (长期“沉寂”名单). */
export type DormancyReason = (typeof DORMANCY_REASONS)[number];

export interface Dormancy {
  termEndsOn: string | null;
  caseStatus: CaseStatus;
  lastActivityAt: Date;
}

/** `today` in Asia/Shanghai; without activity since before `quietSince`, a listing counts as asleep. */
export interface Sweep {
  today: string;
  quietSince: Date;
}

/**
 * All that was found, in a fixed order; none: not dormant. A reason to verify the case, never to delete:
 * each listing is decided for itself. A term that has ended by itself takes most listings off the list;
 * one with ground L1 beside others stays, and that is what TERM_ENDED finds.
 */
export function dormancyReasons(
  { termEndsOn, caseStatus, lastActivityAt }: Dormancy,
  { today, quietSince }: Sweep,
): DormancyReason[] {
  return [
    ...(termEndsOn !== null && termEndsOn < today ? (['TERM_ENDED'] as const) : []),
    ...(caseStatus === 'CLOSED' ? (['CASE_CLOSED'] as const) : []),
    ...(caseStatus === 'FULFILLED' ? (['CASE_FULFILLED'] as const) : []),
    ...(lastActivityAt < quietSince ? (['NO_ACTIVITY'] as const) : []),
  ];
}
