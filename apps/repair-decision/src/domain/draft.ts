import { SANCTION_DOMAINS, type SanctionDomain } from '#contracts';
import {
  isUndecided,
  type Application,
  type Correction,
  type DecidedApplication,
} from './application.js';
import { act, noted, obstacleTo } from './application-step.js';
import { actionOf, isOpenTo } from './basis.js';
import { missingForGrant } from './completeness.js';
import type { Denial, DraftedDecision, Repair } from './decision.js';
import { running } from './deadline.js';
import { evidenceOf, examine, type Evidenced } from './examination.js';
import { decideLifts, type Lift } from './lift.js';
import type { ListingReading } from './listing-reading.js';
import type { Person } from './person.js';
import { consultationOpen, creditorReplyOf } from './preparation.js';
import { evaluate } from './rules/evaluate.js';
import { referenceOf, type LoadedRuleSet } from './rules/evaluation.js';
import { approvalLevel } from './rules/finding.js';
import type { ApprovalLevel, Procedure } from './rules/rule-set.js';
import { shieldUntil } from './shield-period.js';
import { conflicting, grant, invalidating, refuse, type Verdict } from './verdict.js';

/** What every draft has: whose it is, and on what it was examined. */
interface AnyDraft {
  decisionId: string;
  reasons: string;
  evidence: Evidenced;
  /** As the registry shows it now. */
  listing: ListingReading;
  rules: LoadedRuleSet;
  drafter: Person;
  at: Date;
}

export interface RepairDraft extends AnyDraft {
  /** Last day of the shield (YYYY-MM-DD) as drafted; null leaves it to the court's rules. */
  shieldUntil: string | null;
  liftRestrictions: Lift[];
  /** Null: all seven where the order ends sanctions. */
  sanctionDomains: SanctionDomain[] | null;
  correction: Correction | null;
  /** Rules set aside in this case, and why. */
  overrides: { rule: string; reason: string }[];
}

export type Drafted = Verdict<{ application: DecidedApplication; decision: DraftedDecision }>;

/**
 * Drafts the decision that grants the repair (拟办). It has no effect before another person approves
 * it, and an application is decided once. Every step that the rules require must have been taken, and
 * nothing that bars a grant be open.
 */
export function draftRepair(application: Application, draft: RepairDraft): Drafted {
  const { basis } = application;
  const { listing, rules, at, drafter } = draft;
  const obstacle =
    obstacleToDraft('grant', application, draft) ??
    missingStep(application, rules.ruleSet.procedure, at) ??
    missingForGrant(application, rules.ruleSet.procedure, draft.evidence.materials);
  if (obstacle) return obstacle;
  const { shield } = rules.ruleSet.procedure;
  const until = shieldUntil(draft.shieldUntil, { basis, shield, at });
  if (!until.ok) return until;
  const correction = draft.correction ?? application.correction;
  if (basis === 'X_CORRECTED' && !correction) return invalidating('REQUIRED', 'correction');
  if (basis !== 'X_CORRECTED' && correction) return invalidating('CORRECTION_ONLY', 'correction');
  if (!draft.evidence.openCases && (actionOf(basis) === 'REMOVE' || actionOf(basis) === 'SHIELD')) {
    return invalidating('REQUIRED', 'openCases');
  }
  const lifts = decideLifts({ basis, lifts: draft.liftRestrictions, listing, at });
  if (!lifts.ok) return lifts;
  const evidence = evidenceFor(application, draft);
  const findings = examine(rules, evidence, { overrides: draft.overrides, drafter, at });
  if (!findings.ok) return findings;
  return decided(application, draft, {
    kind: 'REPAIR',
    action: actionOf(basis),
    shieldUntil: until.value,
    liftRestrictions: lifts.value,
    sanctionDomains: draft.sanctionDomains ?? domainsOf(application),
    correction,
    findings: findings.value,
    ruleSet: referenceOf(rules),
    approvalLevel: higher(
      listing.imposedBy ?? 'JUDGE',
      approvalLevel(rules.ruleSet.procedure, findings.value),
      // 法发〔2019〕35号 §17(3): a temporary lift is the president's to approve.
      lifts.value.some((lift) => lift.basis === 'R_TEMPORARY_NEED') ? 'PRESIDENT' : 'JUDGE',
    ),
  });
}

/**
 * Drafts the denial (驳回). It needs no step: an application may be denied because one could not be
 * taken. Only a supplement that was asked for is waited for.
 */
export function draftDenial(application: Application, draft: AnyDraft): Drafted {
  const { rules, at } = draft;
  const obstacle = obstacleToDraft('denial', application, draft);
  if (obstacle) return obstacle;
  const supplement = running(application.deadlines, 'SUPPLEMENT');
  if (supplement && at.toISOString() <= supplement.dueAt) {
    return conflicting('SUPPLEMENT_OPEN', { dueAt: supplement.dueAt });
  }
  const evidence = evidenceFor(application, draft);
  const { review, reapplication, approval } = rules.ruleSet.procedure;
  return decided(application, draft, {
    kind: 'DENIAL',
    action: null,
    findings: evaluate(rules.ruleSet, evidence, at),
    ruleSet: referenceOf(rules),
    remedies: { review, reapplication },
    approvalLevel: approval.level,
  });
}

function evidenceFor(application: Application, { evidence, listing, drafter, at }: AnyDraft) {
  const asked = {
    initiator: application.initiator,
    creditorReply: creditorReplyOf(application, at),
  };
  return evidenceOf(asked, evidence, { listing, drafter: drafter.sub });
}

/** The application with its draft. It names the decision from now on. */
function decided(
  application: Application,
  { decisionId, reasons, listing, drafter, at }: AnyDraft,
  what: (Repair | Denial) & { approvalLevel: ApprovalLevel },
): Drafted {
  const { courtCode, listingId, basis } = application;
  return grant({
    application: {
      ...application,
      ...noted(application, 'APPROVAL', act(drafter, at)),
      status: 'APPROVAL',
      decisionId,
    },
    decision: {
      ...what,
      status: 'DRAFTED',
      id: decisionId,
      courtCode,
      applicationId: application.id,
      listingId,
      basis,
      reasons,
      listing,
      draftedBy: drafter.sub,
      draftedAt: at,
    },
  });
}

function obstacleToDraft(
  step: 'grant' | 'denial',
  application: Application,
  { evidence, listing, drafter, at }: AnyDraft,
) {
  const obstacle = obstacleTo(step, application, drafter);
  if (obstacle) {
    const isDecided = obstacle.refusal.kind === 'conflict' && !isUndecided(application);
    return isDecided ? conflicting('ALREADY_DECIDED') : obstacle;
  }
  if (step === 'grant' && !isOpenTo(application.basis, listing)) {
    return refuse({ kind: 'listing-not-open', state: listing.state });
  }
  const { panel } = application.steps;
  if (panel && (panel.opinion === 'GRANT') !== (step === 'grant')) {
    return conflicting('AGAINST_PANEL');
  }
  const { openCases, attestations } = evidence;
  if (openCases && openCases.queriedAt > at)
    return invalidating('IN_FUTURE', 'openCases.queriedAt');
  const place = attestations.findIndex(({ queriedAt }) => queriedAt > at);
  return place < 0 ? null : invalidating('IN_FUTURE', `attestations.${place}.queriedAt`);
}

/** Which steps are required is the rule set's to say (procedure). */
export function missingStep(application: Application, procedure: Procedure, at: Date) {
  const { creditorConsult, panel } = procedure;
  const { acceptance, consultation, panel: sat } = application.steps;
  if (!acceptance && (creditorConsult.required || panel.required)) {
    return conflicting('STEP_MISSING', { step: 'acceptance' });
  }
  if (!consultation && creditorConsult.required) {
    return conflicting('STEP_MISSING', { step: 'consultation' });
  }
  const dueAt = consultationOpen(application, at);
  if (dueAt) return conflicting('CONSULTATION_OPEN', { dueAt });
  return !sat && panel.required ? conflicting('STEP_MISSING', { step: 'panel' }) : null;
}

/** 不应再因本案予以信用惩戒: all seven fields, unless the draft names fewer. */
function domainsOf({ basis }: Application): SanctionDomain[] {
  const action = actionOf(basis);
  return action === 'REMOVE' || action === 'SHIELD' ? [...SANCTION_DOMAINS] : [];
}

function higher(...levels: ApprovalLevel[]): ApprovalLevel {
  return levels.includes('PRESIDENT') ? 'PRESIDENT' : 'JUDGE';
}
