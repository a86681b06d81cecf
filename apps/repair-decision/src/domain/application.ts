import { shanghaiDate } from '#calendar';
import type { Basis, Initiator } from '#contracts';
import { attestOpenCases, type Finding, type OpenCases } from './finding.js';
import type { DraftedDecision } from './decision.js';
import { actionOf, isOpenTo } from './basis.js';
import type { Person } from './person.js';
import { grant, refuse, type Verdict } from './verdict.js';

/** What an officer files, on behalf of the initiator or ex officio. */
export interface ApplicationFacts {
  id: string;
  courtCode: string;
  listingId: string;
  initiator: Initiator;
  basis: Basis;
  /** When the ground arose: the court's own clock starts there, not at the filing. */
  triggeredAt: Date;
  facts: string;
  findings: Finding[];
  filedBy: string;
  filedAt: Date;
}

export type SubmittedApplication = ApplicationFacts & { status: 'SUBMITTED' };
export type DecidedApplication = ApplicationFacts & { status: 'DECIDED'; decisionId: string };
/** A credit-repair application (信用修复申请), from its filing to the one decision on it. */
export type Application = SubmittedApplication | DecidedApplication;

/** Files an application. Its ground must have arisen, and the listing be open to what it asks for. */
export function submitApplication(
  facts: ApplicationFacts,
  listingState: string,
): Verdict<SubmittedApplication> {
  if (!isOpenTo(facts.basis, listingState)) {
    return refuse({ kind: 'listing-not-open', state: listingState });
  }
  if (facts.triggeredAt > facts.filedAt) {
    return refuse({ kind: 'invalid', rule: 'IN_FUTURE', field: 'triggeredAt' });
  }
  return grant({ ...facts, status: 'SUBMITTED' });
}

export interface RepairDraft {
  decisionId: string;
  reasons: string;
  openCases: OpenCases;
  /** Last day of the shield (YYYY-MM-DD); null where it is open-ended or nothing is shielded. */
  shieldUntil: string | null;
  drafter: Person;
  at: Date;
}

/**
 * Drafts the decision that grants the repair (拟办). It has no effect before another person approves
 * it, and an application is decided once.
 */
export function draftRepair(
  application: Application,
  draft: RepairDraft,
): Verdict<{ application: DecidedApplication; decision: DraftedDecision }> {
  const { basis, courtCode } = application;
  const { decisionId, drafter, shieldUntil, openCases, at } = draft;
  if (drafter.court !== courtCode) return refuse({ kind: 'forbidden', rule: 'OTHER_COURT' });
  if (application.status === 'DECIDED')
    return refuse({ kind: 'conflict', rule: 'ALREADY_DECIDED' });
  if (openCases.queriedAt > at) {
    return refuse({ kind: 'invalid', rule: 'IN_FUTURE', field: 'openCases.queriedAt' });
  }
  if (shieldUntil !== null && actionOf(basis) !== 'SHIELD') {
    return refuse({ kind: 'invalid', rule: 'SHIELD_ONLY', field: 'shieldUntil' });
  }
  if (shieldUntil !== null && shieldUntil <= shanghaiDate(at)) {
    return refuse({ kind: 'invalid', rule: 'NOT_IN_FUTURE', field: 'shieldUntil' });
  }
  return grant({
    application: { ...application, status: 'DECIDED', decisionId },
    decision: {
      status: 'DRAFTED',
      kind: 'REPAIR',
      id: decisionId,
      courtCode,
      applicationId: application.id,
      listingId: application.listingId,
      basis,
      action: actionOf(basis),
      shieldUntil,
      reasons: draft.reasons,
      findings: [...application.findings, attestOpenCases(openCases, drafter.sub)],
      draftedBy: drafter.sub,
      draftedAt: at,
    },
  });
}

/** The draft that decided it was withdrawn, so it waits for a decision again. */
export function reopen(application: Application, withdrawnId: string): Application {
  if (application.status === 'SUBMITTED' || application.decisionId !== withdrawnId) {
    return application;
  }
  const { decisionId: _withdrawn, ...facts } = application;
  return { ...facts, status: 'SUBMITTED' };
}
