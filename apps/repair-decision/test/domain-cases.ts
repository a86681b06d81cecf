import type { Basis } from '#contracts';
import type { Application, UndecidedApplication } from '../src/domain/application.js';
import { actionOf } from '../src/domain/basis.js';
import type { ApprovedDecision, RepairDecision } from '../src/domain/decision.js';
import type { ListingReading } from '../src/domain/listing-reading.js';
import type { Order } from '../src/domain/order.js';
import type { Person } from '../src/domain/person.js';
import { referenceOf, type LoadedRuleSet } from '../src/domain/rules/evaluation.js';
import type { Procedure, RuleSet } from '../src/domain/rules/rule-set.js';

/** Small cases for the specs beside this file: each as it would be, unless a test says otherwise. */
export const COURT = '皖0104';
export const OFFICER: Person = { sub: 'officer-li', court: COURT, rank: 'OFFICER' };
export const JUDGE: Person = { sub: 'judge-wang', court: COURT, rank: 'JUDGE' };
export const PRESIDENT: Person = { sub: 'president-zhou', court: COURT, rank: 'PRESIDENT' };
export const NOON = new Date('2026-11-23T04:00:00Z');
export const LATER = new Date('2026-11-23T05:00:00Z');

export function aListing(changes: Partial<ListingReading> = {}): ListingReading {
  return {
    version: 1,
    state: 'PUBLISHED',
    caseNumber: '（2026）皖0104执123号',
    grounds: ['L1_ABLE_BUT_REFUSES'],
    termEndsOn: null,
    decidedOn: '2026-03-02',
    others: [],
    restrictions: [],
    readAt: NOON.toISOString(),
    ...changes,
  };
}

export function anApplication(
  basis: Basis = 'D1_PERFORMED',
  changes: Partial<Application> = {},
): UndecidedApplication {
  return {
    id: 'app_1',
    courtCode: COURT,
    listingId: 'lst_1',
    initiator: 'DEBTOR',
    basis,
    situation: null,
    triggeredAt: new Date('2026-11-20T00:00:00Z'),
    facts: '已全部履行',
    correction: null,
    listing: aListing(),
    ruleSet: referenceOf(theRules()),
    findings: [],
    filedBy: OFFICER.sub,
    filedAt: NOON,
    steps: {},
    deadlines: [],
    history: [],
    ...changes,
    status: 'SUBMITTED',
  };
}

export function aDraft(
  changes: Partial<RepairDecision> = {},
): RepairDecision & { status: 'DRAFTED' } {
  const basis = changes.basis ?? 'P_EARLY';
  return {
    kind: 'REPAIR',
    id: 'dec_1',
    courtCode: COURT,
    applicationId: 'app_1',
    listingId: 'lst_1',
    basis,
    action: actionOf(basis),
    shieldUntil: null,
    liftRestrictions: [],
    sanctionDomains: [],
    correction: null,
    findings: [],
    ruleSet: referenceOf(theRules()),
    approvalLevel: 'JUDGE',
    listing: aListing(),
    reasons: '积极履行',
    draftedBy: OFFICER.sub,
    draftedAt: NOON,
    ...changes,
    status: 'DRAFTED',
  };
}

/** As an approved decision, by a judge. */
export function approved(decision: RepairDecision): RepairDecision & ApprovedDecision {
  return {
    ...decision,
    status: 'APPROVED',
    approvedBy: JUDGE.sub,
    approvedAt: LATER,
    approvedAs: 'JUDGE',
    served: [],
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
    lifts: [],
    approvedAs: 'JUDGE',
    sanctionDomains: [],
    correction: null,
    documents: [],
    issuedAt: NOON,
    outcome: null,
    accepted: [],
    acknowledged: null,
    ...changes,
  };
}

const source = { kind: 'CONFIGURATION', cite: '本院自定' } as const;

export function aProcedure(changes: Partial<Procedure> = {}): Procedure {
  return {
    materials: [],
    supplement: { workingDays: 5, source },
    creditorConsult: { required: false, replyWorkingDays: 5, silenceIsConsent: false, source },
    panel: { required: false, source },
    approval: { level: 'JUDGE', source },
    decision: { workingDays: 15, source },
    reapplication: { months: 6, source },
    review: { days: 10, source },
    certificate: { workingDays: 2, source },
    ...changes,
  };
}

export function theRules(changes: Partial<RuleSet> = {}): LoadedRuleSet {
  return {
    digest: 'sha256:0',
    ruleSet: {
      id: 'test',
      version: 1,
      title: { zh: '试', en: 'test' },
      effectiveFrom: '2026-01-01',
      courts: 'default',
      appliesTo: { bases: ['D1_PERFORMED'] },
      procedure: aProcedure(),
      rules: [],
      ...changes,
    },
  };
}
