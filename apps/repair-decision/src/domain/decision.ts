import { shanghaiDate } from '#calendar';
import type { Basis, OrderAction } from '#contracts';
import type { Finding } from './finding.js';
import type { Person } from './person.js';
import { grant, refuse, type Verdict } from './verdict.js';

interface DecisionFacts {
  id: string;
  courtCode: string;
  applicationId: string;
  listingId: string;
  /** A revocation carries the basis of the repair that it undoes. */
  basis: Basis;
  action: OrderAction;
  reasons: string;
  draftedBy: string;
  draftedAt: Date;
}

/** 信用修复决定: grants what was applied for. */
interface Repair {
  kind: 'REPAIR';
  /** Last day of a shield (YYYY-MM-DD); null where open-ended, and for removals. */
  shieldUntil: string | null;
  findings: Finding[];
}

/** 撤销信用修复决定: the debtor broke what the repair was granted for. */
interface Revocation {
  kind: 'REVOCATION';
  revokes: string;
  breachedAt: Date;
}

export type RepairDecision = DecisionFacts & Repair & Approval;
export type RevocationDecision = DecisionFacts & Revocation & Approval;
type Approval =
  | { status: 'DRAFTED' }
  | { status: 'APPROVED'; approvedBy: string; approvedAt: Date }
  | { status: 'WITHDRAWN'; withdrawal: Withdrawal };

/** 撤回: a draft with a mistake in it goes no further. */
export interface Withdrawal {
  by: string;
  at: Date;
  reason: string;
}

/**
 * A court's decision: drafted by one person, approved by another, then irrevocable except by a new
 * one. A draft may be withdrawn, and stays as that.
 */
export type Decision = RepairDecision | RevocationDecision;
export type DecisionStatus = Decision['status'];
export type DraftedDecision = Extract<Decision, { status: 'DRAFTED' }>;
export type WithdrawnDecision = Extract<Decision, { status: 'WITHDRAWN' }>;
export type ApprovedDecision = Extract<Decision, { status: 'APPROVED' }>;

/**
 * Approves a draft (院长签发: 法发〔2019〕35号 §14 asks it of a listing, and a repair is held to the
 * same level). Nobody approves their own draft (invariant 8).
 */
export function approve(decision: Decision, approver: Person, at: Date): Verdict<ApprovedDecision> {
  if (approver.court !== decision.courtCode)
    return refuse({ kind: 'forbidden', rule: 'OTHER_COURT' });
  if (decision.status !== 'DRAFTED') return refuseEnded(decision);
  if (approver.sub === decision.draftedBy) return refuse({ kind: 'forbidden', rule: 'OWN_DRAFT' });
  if (shieldEnded(decision, at)) return refuse({ kind: 'conflict', rule: 'SHIELD_ALREADY_ENDED' });
  return grant({ ...decision, status: 'APPROVED', approvedBy: approver.sub, approvedAt: at });
}

/** Withdraws a draft. Anybody of its court may, so that an absent drafter holds nothing up. */
export function withdraw(
  decision: Decision,
  { person, reason, at }: { person: Person; reason: string; at: Date },
): Verdict<WithdrawnDecision> {
  if (person.court !== decision.courtCode)
    return refuse({ kind: 'forbidden', rule: 'OTHER_COURT' });
  if (decision.status !== 'DRAFTED') return refuseEnded(decision);
  return grant({ ...decision, status: 'WITHDRAWN', withdrawal: { by: person.sub, at, reason } });
}

function refuseEnded({ status }: ApprovedDecision | WithdrawnDecision) {
  return refuse({
    kind: 'conflict',
    rule: status === 'APPROVED' ? 'ALREADY_DECIDED' : 'WITHDRAWN',
  });
}

/** A draft may lie until its shield's last day is over; approving it then would shield nothing. */
function shieldEnded(decision: Decision, at: Date): boolean {
  return (
    decision.kind === 'REPAIR' &&
    decision.shieldUntil !== null &&
    decision.shieldUntil < shanghaiDate(at)
  );
}
