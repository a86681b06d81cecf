import type { Basis, Initiator } from '#contracts';
import { isOpenTo } from './basis.js';
import { barAgainst, type Denied } from './bar.js';
import type { Deadline } from './deadline.js';
import { exitDeadline, startsAtConsent } from './duty.js';
import type { ListingReading } from './listing-reading.js';
import type { Steps } from './steps.js';
import type { RuleSetReference } from './rules/evaluation.js';
import type { Finding } from './rules/finding.js';
import { conflicting, grant, invalidating, refuse, type Verdict } from './verdict.js';

/** What an officer files, on behalf of the initiator or ex officio. */
export interface ApplicationFacts {
  id: string;
  courtCode: string;
  listingId: string;
  initiator: Initiator;
  basis: Basis;
  /** 修复情形, where the court has several rule sets for one basis. */
  situation: string | null;
  /** When the ground arose: the court's own clock starts there, not at the filing. */
  triggeredAt: Date;
  facts: string;
  /** 更正: what waits at the registry, by id and digest; null for all but X_CORRECTED. */
  correction: Correction | null;
  /** What the registry said when it was filed. */
  listing: ListingReading;
  /** The rules that it is handled by. */
  ruleSet: RuleSetReference;
  /** What was already clear then. The examination of the decision is the decision's own. */
  findings: Finding[];
  filedBy: string;
  filedAt: Date;
}

export interface Correction {
  correctionRef: string;
  digest: string;
}

/** Waiting for a decision, at the step that was taken last. OVERTURNED: decided, and on review undone. */
export const UNDECIDED = [
  'SUBMITTED',
  'NEED_MORE',
  'ACCEPTED',
  'CREDITOR_CONSULT',
  'PANEL',
  'OVERTURNED',
] as const;
/** Decided, from the draft (APPROVAL) to the last of what may become of a grant or a denial. */
export const DECIDED = [
  'APPROVAL',
  'GRANTED',
  'EFFECTIVE',
  'PERFORMED_CLOSED',
  'BREACH_ALLEGED',
  'REVOKED',
  'DENIED',
  'REVIEW_REQUESTED',
  'UPHELD',
] as const;
/** Ended by no decision of its own: LAPSED, because another order took the listing off the list. */
export const APPLICATION_STATUSES = [...UNDECIDED, ...DECIDED, 'LAPSED'] as const;
export type ApplicationStatus = (typeof APPLICATION_STATUSES)[number];

type Stage =
  | { status: (typeof UNDECIDED)[number] | 'LAPSED' }
  | { status: (typeof DECIDED)[number]; decisionId: string };

/** One step of the past: what it became, by whom. */
export interface HistoryEntry {
  status: ApplicationStatus;
  at: string;
  by: string;
}

interface Course {
  steps: Steps;
  deadlines: Deadline[];
  history: HistoryEntry[];
}

/** A credit-repair application (信用修复申请), from its filing to the end of what it was granted for. */
export type Application = ApplicationFacts & Course & Stage;
export type UndecidedApplication = ApplicationFacts &
  Course & { status: (typeof UNDECIDED)[number] };
export type LapsedApplication = ApplicationFacts & Course & { status: 'LAPSED' };
export type DecidedApplication = Extract<Application, { decisionId: string }>;

export function isUndecided(application: Application): application is UndecidedApplication {
  return UNDECIDED.some((status) => status === application.status);
}

/** Files an application. Its ground must have arisen, the listing be open to it, and no bar stand. */
export function submitApplication(
  facts: ApplicationFacts,
  denials: readonly Denied[] = [],
): Verdict<UndecidedApplication> {
  const { basis, listing, triggeredAt, filedAt } = facts;
  if (!isOpenTo(basis, listing)) {
    return refuse({ kind: 'listing-not-open', state: listing.state });
  }
  if (triggeredAt > filedAt) return invalidating('IN_FUTURE', 'triggeredAt');
  if (facts.correction && basis !== 'X_CORRECTED') {
    return invalidating('CORRECTION_ONLY', 'correction');
  }
  const denied = barAgainst(facts, denials);
  if (denied) {
    const { barredUntil, legalBasis } = denied;
    return conflicting('REAPPLICATION_BARRED', { barredUntil, legalBasis });
  }
  const exit = startsAtConsent(basis) ? null : exitDeadline(basis, triggeredAt);
  return grant({
    ...facts,
    status: 'SUBMITTED',
    steps: {},
    deadlines: exit ? [exit] : [],
    history: [{ status: 'SUBMITTED', at: filedAt.toISOString(), by: facts.filedBy }],
  });
}
