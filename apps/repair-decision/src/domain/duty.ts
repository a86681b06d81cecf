import type { Basis } from '#contracts';
import { workingDaysFrom, type Deadline } from './deadline.js';

const WORKING_DAYS = 3;

/**
 * The court's own duty (依职权): once a mandatory ground has arisen it has three working days to act,
 * whoever asks, counted from the event and not from an application. Null where the law leaves it to the court.
 * Where the ground is the court's own consent, `triggeredAt` is when it consented.
 */
export function exitDeadline(basis: Basis, triggeredAt: Date): Deadline | null {
  const cite = dutyBehind(basis);
  if (cite === null) return null;
  return workingDaysFrom('EXIT', triggeredAt, {
    workingDays: WORKING_DAYS,
    source: { kind: 'LAW', cite },
  });
}

/** Art 10 ¶1(3): 申请执行人书面申请删除，人民法院审查同意. The ground has arisen once the court consents. */
export function startsAtConsent(basis: Basis): boolean {
  return basis === 'D3_CREDITOR_REQUEST';
}

/** The article that obliges the court; null where the law leaves it to the court. */
function dutyBehind(basis: Basis): string | null {
  switch (basis) {
    case 'D1_PERFORMED':
    case 'D2_SETTLED_PERFORMED':
    case 'D3_CREDITOR_REQUEST':
    case 'D4_TERMINATED_NO_ASSETS':
    case 'D5_STAYED':
    case 'D6_NOT_ENFORCED':
    case 'D7_CLOSED':
      return '法释〔2017〕7号第十条第一款';
    case 'E_TERM_EXPIRED':
      return '法释〔2017〕7号第十条第二款';
    case 'X_REVOKED_ERROR':
    case 'X_CORRECTED':
      return '法释〔2017〕7号第九条';
    case 'R_PERFORMED':
    case 'R_CREDITOR_CONSENT':
      return '法〔2021〕322号第23条';
    case 'P_EARLY':
    case 'T_TEMP_SHIELD':
    case 'R_GUARANTEE':
    case 'R_REPRESENTATIVE_CHANGED':
    case 'R_PRIVATE_SPENDING':
    case 'R_TEMPORARY_NEED':
      return null;
  }
}

/** 应当, not 可以: once the ground has arisen the court must act, whoever asks. */
export function isMandatory(basis: Basis): boolean {
  return dutyBehind(basis) !== null;
}

export const DUTY_STATES = ['OPEN', 'OVERDUE', 'MET', 'MET_LATE', 'VOID'] as const;
export type DutyState = (typeof DUTY_STATES)[number];

/** Where a duty stands. VOID: the court found that its ground had not arisen. */
export function dutyStateOf({ dueAt, metAt }: Deadline, isDenied: boolean, now: Date): DutyState {
  if (metAt === null) return now.toISOString() > dueAt ? 'OVERDUE' : 'OPEN';
  if (isDenied) return 'VOID';
  return metAt > dueAt ? 'MET_LATE' : 'MET';
}
