import { shanghaiDate } from '#calendar';
import type { Basis, SanctionDomain } from '#contracts';
import type { Application, Correction } from './application.js';
import { obstacleTo } from './application-step.js';
import type { GrantedAction } from './basis.js';
import type { Lift } from './lift.js';
import type { ListingReading } from './listing-reading.js';
import type { Person } from './person.js';
import type { RuleSetReference } from './rules/evaluation.js';
import type { Finding } from './rules/finding.js';
import type { ApprovalLevel, LegalSource } from './rules/rule-set.js';
import type { Service } from './service.js';
import { grant, refuse, type Verdict } from './verdict.js';

interface DecisionFacts {
  id: string;
  courtCode: string;
  applicationId: string;
  listingId: string;
  /** A revocation carries the basis of the repair that it undoes. */
  basis: Basis;
  reasons: string;
  /** Who must sign (签发): the level that imposed the listing, or higher where the rules ask for it. */
  approvalLevel: ApprovalLevel;
  /** The listing as the registry showed it when this was drafted. */
  listing: ListingReading;
  draftedBy: string;
  draftedAt: Date;
}

/** What a decision on an application was examined on, frozen with it: no later rule set changes it. */
export interface Examined {
  findings: Finding[];
  ruleSet: RuleSetReference;
}

/** 信用修复决定: grants what was applied for. */
export interface Repair extends Examined {
  kind: 'REPAIR';
  action: GrantedAction;
  /** Last day of a shield (YYYY-MM-DD); null where open-ended, and for removals. */
  shieldUntil: string | null;
  /** 解除限制: exactly these, nothing by implication. */
  liftRestrictions: Lift[];
  /** In which fields of Art 8 sanctions end; empty where the order ends none (LIFT, CORRECT). */
  sanctionDomains: SanctionDomain[];
  correction: Correction | null;
}

/** 驳回决定: with its reasons, and what may be done about it. */
export interface Denial extends Examined {
  kind: 'DENIAL';
  action: null;
  remedies: Remedies;
}

/** What follows from a denial by the rules under which it was made. */
export interface Remedies {
  /** Calendar days from service within which a review may be asked for. */
  review: { days: number; source: LegalSource };
  /** Months before the parties may apply anew. */
  reapplication: { months: number; source: LegalSource };
}

/** 撤销信用修复决定: the debtor broke what the repair was granted for. */
export interface Revocation {
  kind: 'REVOCATION';
  action: 'RESTORE';
  revokes: string;
  breachedAt: Date;
}

export type RepairDecision = DecisionFacts & Repair & Approval;
export type DenialDecision = DecisionFacts & Denial & Approval;
export type RevocationDecision = DecisionFacts & Revocation & Approval;
type Approval =
  | { status: 'DRAFTED' }
  | {
      status: 'APPROVED';
      approvedBy: string;
      approvedAt: Date;
      approvedAs: ApprovalLevel;
      /** 送达, each time it was served. */
      served: Service[];
    }
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
export type Decision = RepairDecision | DenialDecision | RevocationDecision;
export type DecisionKind = Decision['kind'];
export type DecisionStatus = Decision['status'];
export type DraftedDecision = Extract<Decision, { status: 'DRAFTED' }>;
export type WithdrawnDecision = Extract<Decision, { status: 'WITHDRAWN' }>;
export type ApprovedDecision = Extract<Decision, { status: 'APPROVED' }>;
/** An approved decision that orders something. */
export type OrderingDecision = Exclude<ApprovedDecision, { kind: 'DENIAL' }>;

/**
 * Approves a draft (院长签发: 法发〔2019〕35号 §14 asks it of a listing, and a repair is held to the
 * same level). Nobody approves their own draft (invariant 8), and no revocation of a repair whose
 * breach is no longer alleged: a debtor who kept the promise is not listed again.
 */
export function approve(
  { decision, application }: { decision: Decision; application: Application },
  approver: Person,
  at: Date,
): Verdict<ApprovedDecision> {
  if (approver.court !== decision.courtCode)
    return refuse({ kind: 'forbidden', rule: 'OTHER_COURT' });
  if (decision.status !== 'DRAFTED') return refuseEnded(decision);
  if (approver.sub === decision.draftedBy) return refuse({ kind: 'forbidden', rule: 'OWN_DRAFT' });
  if (decision.kind === 'REVOCATION') {
    const obstacle = obstacleTo('revocation', application, approver);
    if (obstacle) return obstacle;
  }
  if (decision.approvalLevel === 'PRESIDENT' && approver.rank !== 'PRESIDENT') {
    return refuse({ kind: 'forbidden', rule: 'APPROVAL_LEVEL' });
  }
  if (shieldEnded(decision, at)) return refuse({ kind: 'conflict', rule: 'SHIELD_ALREADY_ENDED' });
  if (liftEnded(decision, at)) return refuse({ kind: 'conflict', rule: 'LIFT_ALREADY_ENDED' });
  const approvedAs = approver.rank === 'PRESIDENT' ? 'PRESIDENT' : 'JUDGE';
  return grant({
    ...decision,
    status: 'APPROVED',
    approvedBy: approver.sub,
    approvedAt: at,
    approvedAs,
    served: [],
  });
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

function liftEnded(decision: Decision, at: Date): boolean {
  return (
    decision.kind === 'REPAIR' &&
    decision.liftRestrictions.some(({ until }) => until !== null && until < shanghaiDate(at))
  );
}
