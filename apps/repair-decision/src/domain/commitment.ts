import { addMonths, shanghaiDate, type CalendarDate } from '#calendar';
import { isPlan, nextDueOn, totalFen, type Instalment } from './payment-plan.js';
import type { Person } from './person.js';
import { conflicting, grant, invalidating, refuse, type Verdict } from './verdict.js';

/** What the debtor promises (信用承诺书). */
export interface CommitmentTerms {
  /** 还款计划; may be empty where the promise is about conduct alone. */
  instalments: Instalment[];
  /** 已确认送达地址 */
  serviceAddressGiven: boolean;
  /** Who watches over it beside the creditor: a village committee, a bank, a guarantor. */
  supervisors: { name: string }[];
  /** 承诺如违反，接受纳入、恢复失信名单及其他法律后果; without it there is no promise. */
  acceptsConsequences: boolean;
  /** Further promises in the debtor's words; null for none. */
  undertakings: string | null;
}

/** Whose promise it is: one case number can bind several debtors. */
export type CommittedDebtor =
  { type: 'UNIT'; name: string; uscc: string } | { type: 'PERSON'; name: string };

export interface CommitmentFacts {
  id: string;
  courtCode: string;
  caseNumber: string;
  /** Null while the debtor is not listed. */
  listingId: string | null;
  debtor: CommittedDebtor;
  terms: CommitmentTerms;
  /** 暂缓纳入至: the last day on which the court will not list, or not publish, because of it. */
  deferListingUntil: CalendarDate | null;
  proposedBy: string;
  proposedAt: Date;
}

interface Acceptance {
  acceptedBy: string;
  acceptedAt: Date;
}

/** Somebody says that the promise was broken; a judge has to find so. */
export interface BreachAllegation {
  by: string;
  at: Date;
  /** On whose word. */
  on: 'CREDITOR' | 'COURT';
  breachedOn: CalendarDate;
  facts: string;
}

export interface CommitmentEnd {
  by: string;
  at: Date;
  reason: string | null;
}

export type ProposedCommitment = CommitmentFacts & { status: 'PROPOSED' };
export type AcceptedCommitment = CommitmentFacts &
  Acceptance & { status: 'ACCEPTED'; paidFen: number; allegation: BreachAllegation | null };
export type KeptCommitment = CommitmentFacts &
  Acceptance & { status: 'KEPT'; paidFen: number; ended: CommitmentEnd };
export type BreachedCommitment = CommitmentFacts &
  Acceptance & {
    status: 'BREACHED';
    paidFen: number;
    allegation: BreachAllegation;
    ended: CommitmentEnd;
  };
export type WithdrawnCommitment = CommitmentFacts & {
  status: 'WITHDRAWN';
  acceptance: Acceptance | null;
  paidFen: number;
  ended: CommitmentEnd;
};

/**
 * A debtor's promise to the court (信用承诺), before listing or after it. It binds once a judge other than
 * whoever recorded it accepts it, and ends kept, broken or withdrawn. No date breaks it by itself.
 */
export type Commitment =
  | ProposedCommitment
  | AcceptedCommitment
  | KeptCommitment
  | BreachedCommitment
  | WithdrawnCommitment;
export type CommitmentStatus = Commitment['status'];

/** Records what the debtor offers. */
export function proposeCommitment(
  facts: CommitmentFacts,
  {
    listingState,
    deferralMaxMonths,
  }: {
    /** Null where nothing is listed. */
    listingState: string | null;
    deferralMaxMonths: number;
  },
): Verdict<ProposedCommitment> {
  const { terms, deferListingUntil } = facts;
  const today = shanghaiDate(facts.proposedAt);
  if (!terms.acceptsConsequences) {
    return invalidating('CONSEQUENCES_NOT_ACCEPTED', 'terms.acceptsConsequences');
  }
  if (!isPlan(terms.instalments)) return invalidating('PLAN_ORDER', 'terms.instalments');
  const first = terms.instalments[0];
  if (first && first.dueOn < today) return invalidating('PLAN_IN_PAST', 'terms.instalments');
  if (deferListingUntil !== null) {
    if (deferListingUntil <= today) return invalidating('NOT_IN_FUTURE', 'deferListingUntil');
    if (deferListingUntil > addMonths(today, deferralMaxMonths)) {
      return invalidating('DEFERRAL_TOO_LONG', 'deferListingUntil');
    }
    if (!isUnpublished(listingState)) return conflicting('NOTHING_TO_DEFER');
  }
  return grant({ ...facts, status: 'PROPOSED' });
}

/** The court takes the promise: from here on it counts, and defers what it says it defers. */
export function acceptCommitment(
  commitment: Commitment,
  judge: Person,
  at: Date,
): Verdict<AcceptedCommitment> {
  if (judge.court !== commitment.courtCode) return otherCourt();
  if (commitment.status !== 'PROPOSED') return conflicting('NOT_PROPOSED');
  if (judge.sub === commitment.proposedBy) {
    return refuse({ kind: 'forbidden', rule: 'OWN_PROPOSAL' });
  }
  return grant({
    ...commitment,
    status: 'ACCEPTED',
    acceptedBy: judge.sub,
    acceptedAt: at,
    paidFen: 0,
    allegation: null,
  });
}

export interface Performance {
  paidOn: CalendarDate;
  fen: number;
}

/** Records a payment. It fills the plan from its beginning, whichever instalment it was meant for. */
export function recordPerformance(
  commitment: Commitment,
  { paidOn, fen }: Performance,
  { officer, at }: { officer: Person; at: Date },
): Verdict<AcceptedCommitment> {
  if (officer.court !== commitment.courtCode) return otherCourt();
  if (commitment.status !== 'ACCEPTED') return notAccepted(commitment);
  if (paidOn > shanghaiDate(at)) return invalidating('IN_FUTURE', 'paidOn');
  return grant({ ...commitment, paidFen: commitment.paidFen + fen });
}

/** Says that the promise was broken. Nothing follows from it before a judge has found so. */
export function allegeBreach(
  commitment: Commitment,
  breach: Pick<BreachAllegation, 'on' | 'breachedOn' | 'facts'>,
  { person, at }: { person: Person; at: Date },
): Verdict<AcceptedCommitment> {
  if (person.court !== commitment.courtCode) return otherCourt();
  if (commitment.status !== 'ACCEPTED') return notAccepted(commitment);
  if (commitment.allegation) return conflicting('BREACH_ALREADY_ALLEGED');
  if (breach.breachedOn > shanghaiDate(at)) return invalidating('IN_FUTURE', 'breachedOn');
  return grant({ ...commitment, allegation: { ...breach, by: person.sub, at } });
}

export interface Ruling {
  judge: Person;
  reason: string;
  at: Date;
}

/** Finds that the promise was broken; never by whoever said so. */
export function confirmBreach(
  commitment: Commitment,
  { judge, reason, at }: Ruling,
): Verdict<BreachedCommitment> {
  const alleged = openAllegation(commitment, judge);
  if (!alleged.ok) return alleged;
  const ended = { by: judge.sub, at, reason };
  return grant({ ...alleged.value, status: 'BREACHED', ended });
}

/** Finds that it was not broken: the promise goes on. */
export function dismissBreach(
  commitment: Commitment,
  { judge }: Ruling,
): Verdict<AcceptedCommitment> {
  const alleged = openAllegation(commitment, judge);
  if (!alleged.ok) return alleged;
  return grant({ ...alleged.value, allegation: null });
}

/** 已履行承诺: all instalments are paid, and nobody says otherwise. */
export function keepCommitment(
  commitment: Commitment,
  { person, at }: { person: Person; at: Date },
): Verdict<KeptCommitment> {
  if (person.court !== commitment.courtCode) return otherCourt();
  if (commitment.status !== 'ACCEPTED') return notAccepted(commitment);
  if (commitment.allegation) return conflicting('BREACH_OPEN');
  if (commitment.paidFen < totalFen(commitment.terms.instalments)) {
    return conflicting('PLAN_NOT_PAID');
  }
  const { allegation: _none, ...facts } = commitment;
  return grant({ ...facts, status: 'KEPT', ended: { by: person.sub, at, reason: null } });
}

/**
 * Ends a promise without a finding. One that binds is released by a judge only, and not while its
 * breach is alleged: withdrawing is no way out of that.
 */
export function withdrawCommitment(
  commitment: Commitment,
  { person, reason, at }: { person: Person; reason: string; at: Date },
): Verdict<WithdrawnCommitment> {
  if (person.court !== commitment.courtCode) return otherCourt();
  const ended = { by: person.sub, at, reason };
  switch (commitment.status) {
    case 'PROPOSED':
      return grant({ ...commitment, status: 'WITHDRAWN', acceptance: null, paidFen: 0, ended });
    case 'ACCEPTED': {
      if (person.rank === 'OFFICER') return refuse({ kind: 'forbidden', rule: 'JUDGE_ONLY' });
      if (commitment.allegation) return conflicting('BREACH_OPEN');
      const { allegation: _none, acceptedBy, acceptedAt, ...facts } = commitment;
      const acceptance = { acceptedBy, acceptedAt };
      return grant({ ...facts, status: 'WITHDRAWN', acceptance, ended });
    }
    case 'KEPT':
    case 'BREACHED':
    case 'WITHDRAWN':
      return conflicting('COMMITMENT_ENDED');
  }
}

/** The debtor was listed after all: from here on the promise belongs to that listing. */
export function linkListing<Kind extends Commitment>(
  commitment: Kind,
  listingId: string,
  officer: Person,
): Verdict<Kind> {
  if (officer.court !== commitment.courtCode) return otherCourt();
  if (commitment.listingId !== null && commitment.listingId !== listingId) {
    return conflicting('ALREADY_LISTED');
  }
  return grant({ ...commitment, listingId });
}

/** What is next to be paid; null where nothing is awaited. */
export function nextDueOf(commitment: Commitment): CalendarDate | null {
  if (commitment.status !== 'ACCEPTED') return null;
  return nextDueOn(commitment.terms.instalments, commitment.paidFen);
}

export function paidFenOf(commitment: Commitment): number {
  return commitment.status === 'PROPOSED' ? 0 : commitment.paidFen;
}

/** A listing that platforms show already can be shielded or deleted, and not deferred any more. */
function isUnpublished(listingState: string | null): boolean {
  return listingState === null || listingState === 'DECIDED' || listingState === 'GRACE';
}

function openAllegation(
  commitment: Commitment,
  judge: Person,
): Verdict<AcceptedCommitment & { allegation: BreachAllegation }> {
  if (judge.court !== commitment.courtCode) return otherCourt();
  if (commitment.status !== 'ACCEPTED') return notAccepted(commitment);
  const { allegation } = commitment;
  if (!allegation) return conflicting('NO_BREACH_ALLEGED');
  if (allegation.by === judge.sub) return refuse({ kind: 'forbidden', rule: 'OWN_ALLEGATION' });
  return grant({ ...commitment, allegation });
}

function notAccepted({ status }: Commitment) {
  return conflicting(status === 'PROPOSED' ? 'NOT_ACCEPTED' : 'COMMITMENT_ENDED');
}

function otherCourt() {
  return refuse({ kind: 'forbidden', rule: 'OTHER_COURT' });
}
