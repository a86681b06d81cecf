import type { DocumentType } from '#contracts';
import type { ApprovedDecision } from '../src/domain/decision.js';
import type { DecisionFacts, Imprint } from '../src/documents/views/paper-facts.js';
import type { ListingRecord } from '../src/registry/listing-record.js';
import { A_RECORD } from './listing-server.js';

/** Cases as a court has them, for the specs that set papers and read them back. */
export const UNIT: ListingRecord = {
  ...A_RECORD,
  state: 'DELETED',
  restrictions: [
    { id: 'rst_1', kind: 'SPENDING', boundRole: 'DEBTOR', boundName: null },
    { id: 'rst_2', kind: 'SPENDING', boundRole: 'LEGAL_REPRESENTATIVE', boundName: '沈若棠' },
    {
      id: 'rst_3',
      kind: 'EXIT',
      boundRole: 'ACTUAL_CONTROLLER',
      boundName: 'John Fitzgerald Smith',
    },
  ],
};

export const PERSON: ListingRecord = {
  ...UNIT,
  debtor: { type: 'PERSON', name: '周明远', maskedIdNumber: '3401041900****0018', sex: 'MALE' },
  grounds: ['L3_EVADE', 'L4_ASSET_REPORT'],
  termEndsOn: '2028-03-02',
  restrictions: [{ id: 'rst_1', kind: 'SPENDING', boundRole: 'DEBTOR', boundName: null }],
};

const APPROVED = {
  courtCode: '皖0104',
  reasons:
    '被执行人已于2026年4月2日付清全部货款、利息和迟延履行期间的加倍债务利息，失信信息应当删除。',
  status: 'APPROVED',
  approvedAt: new Date('2026-04-08T02:00:00Z'),
  approvedAs: 'JUDGE',
  findings: [],
};

export const PERFORMED = {
  ...APPROVED,
  kind: 'REPAIR',
  basis: 'D1_PERFORMED',
  action: 'REMOVE',
  shieldUntil: null,
  liftRestrictions: [
    { restrictionRef: 'rst_1', basis: 'R_PERFORMED', until: null },
    { restrictionRef: 'rst_2', basis: 'R_PERFORMED', until: null },
    { restrictionRef: 'rst_3', basis: 'R_PERFORMED', until: null },
  ],
} as unknown as ApprovedDecision;

export const SHIELDED = {
  ...APPROVED,
  kind: 'REPAIR',
  basis: 'T_TEMP_SHIELD',
  action: 'SHIELD',
  shieldUntil: '2027-05-31',
  liftRestrictions: [{ restrictionRef: 'rst_1', basis: 'R_TEMPORARY_NEED', until: '2026-04-30' }],
} as unknown as ApprovedDecision;

export const DENIED = {
  ...APPROVED,
  kind: 'DENIAL',
  basis: 'P_EARLY',
  action: null,
  reasons: '被执行人仅履行部分义务，未提出可行的履行计划，不符合信用修复的条件。',
  remedies: { review: { days: 10 }, reapplication: { months: 6 } },
} as unknown as ApprovedDecision;

export const REVOKED = {
  ...APPROVED,
  kind: 'REVOCATION',
  basis: 'T_TEMP_SHIELD',
  action: 'RESTORE',
  reasons: '被执行人未按还款计划履行，违反信用承诺。',
  breachedAt: new Date('2026-05-20T00:00:00Z'),
} as unknown as ApprovedDecision;

/** The same decision, otherwise. */
export function changed(decision: ApprovedDecision, changes: object): ApprovedDecision {
  return { ...decision, ...changes };
}

export function factsOf(
  decision: ApprovedDecision,
  changes: Partial<DecisionFacts> = {},
): DecisionFacts {
  return {
    decision,
    application: {
      initiator: 'DEBTOR',
      filedAt: new Date('2026-04-03T02:00:00Z'),
      facts: '已经全部履行生效法律文书确定的义务，请求删除失信信息',
      creditorAnswer: 'CONSENTED',
    },
    record: UNIT,
    decisionNumber: '（2026）皖0104信修12号',
    appliedAt: new Date('2026-04-08T02:00:09Z'),
    revoked: null,
    panelSize: 3,
    signatories: { presidingJudge: '王强', judges: ['李明华', '欧阳建国'], clerk: '赵敏' },
    creditor: null,
    recipients: [],
    domains: ['政府采购', '招标投标', '行政审批', '政府扶持', '融资信贷', '市场准入', '资质认定'],
    ...changes,
  };
}

export function imprintOf(type: DocumentType, number: string): Imprint {
  return { type, number, date: '2026-04-08' };
}
