import type { Basis } from '#contracts';
import type { SubmittedApplication } from '../src/domain/application.js';
import type { DraftedDecision, RepairDecision } from '../src/domain/decision.js';
import type { Order } from '../src/domain/order.js';
import type { Person } from '../src/domain/person.js';

/** Small cases for the specs beside this file: each as it would be, unless a test says otherwise. */
export const COURT = '皖0104';
export const OFFICER: Person = { sub: 'officer-li', court: COURT };
export const JUDGE: Person = { sub: 'judge-wang', court: COURT };
export const NOON = new Date('2026-11-23T04:00:00Z');
export const LATER = new Date('2026-11-23T05:00:00Z');

export function anApplication(basis: Basis = 'D1_PERFORMED'): SubmittedApplication {
  return {
    status: 'SUBMITTED',
    id: 'app_1',
    courtCode: COURT,
    listingId: 'lst_1',
    initiator: 'DEBTOR',
    basis,
    triggeredAt: new Date('2026-11-20T00:00:00Z'),
    facts: '已全部履行',
    findings: [],
    filedBy: OFFICER.sub,
    filedAt: NOON,
  };
}

export function aDraft(changes: Partial<RepairDecision> = {}): DraftedDecision {
  return {
    kind: 'REPAIR',
    id: 'dec_1',
    courtCode: COURT,
    applicationId: 'app_1',
    listingId: 'lst_1',
    basis: 'P_EARLY',
    action: 'REMOVE',
    shieldUntil: null,
    findings: [],
    reasons: '积极履行',
    draftedBy: OFFICER.sub,
    draftedAt: NOON,
    ...changes,
    status: 'DRAFTED',
  };
}

export function anOrder(changes: Partial<Order> = {}): Order {
  return {
    id: 'ord_1',
    orderNo: 1,
    courtCode: COURT,
    decisionId: 'dec_1',
    listingId: 'lst_1',
    action: 'REMOVE',
    basis: 'P_EARLY',
    until: null,
    issuedAt: NOON,
    outcome: null,
    accepted: null,
    acknowledged: null,
    ...changes,
  };
}
