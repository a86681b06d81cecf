import type { ApprovedDecision } from '../../domain/decision.js';
import { isRestorable } from '../../domain/basis.js';
import type { Finding } from '../../domain/rules/finding.js';
import type { Phrases } from '../template/phrases.js';
import type { TemplateName, View } from '../template/places.js';
import { commonView, liftViews, listedView, signedView } from './common-views.js';
import type { DecisionFacts, Imprint } from './paper-facts.js';
import { enumerated, higherCourtOf, instantInText, inText, withoutStop } from './words.js';

type Of<Kind> = Extract<ApprovedDecision, { kind: Kind }>;

/** How long a revoked debtor may ask for a review (Art 12): a denial's days come from its rule set. */
const REVIEW_DAYS = '十';

/** The template of a decision's own paper. */
export function templateOfDecision({ kind, basis }: ApprovedDecision): TemplateName {
  switch (kind) {
    case 'DENIAL':
      return 'denial';
    case 'REVOCATION':
      return 'revocation-decision';
    case 'REPAIR':
      if (basis === 'X_CORRECTED') return 'correction';
      if (basis === 'X_REVOKED_ERROR') return 'error-revoked';
      return basis.startsWith('R_') ? 'lift' : 'repair-decision';
  }
}

/** 信用修复决定书, and those of its kind: corrected, revoked as an error, lifted. */
export function repairView(
  facts: DecisionFacts,
  decision: Of<'REPAIR'>,
  imprint: Imprint,
  phrases: Phrases,
): View<'repair-decision'> {
  const { basis, action, shieldUntil, liftRestrictions } = decision;
  return {
    ...decisionView(facts, decision, imprint, phrases),
    removed: action === 'REMOVE',
    shielded: action === 'SHIELD',
    until: shieldUntil && inText(shieldUntil),
    lifts: liftViews(liftRestrictions, facts.record, phrases),
    mayBeRevoked: isRestorable(basis),
  };
}

/** 不予信用修复决定书, with its 复核 clause. */
export function denialView(
  facts: DecisionFacts,
  decision: Of<'DENIAL'>,
  imprint: Imprint,
  phrases: Phrases,
): View<'denial'> {
  const { review, reapplication } = decision.remedies;
  return {
    ...decisionView(facts, decision, imprint, phrases),
    removed: false,
    shielded: false,
    until: null,
    lifts: [],
    mayBeRevoked: false,
    reviewDays: String(review.days),
    ...reviewersOf(decision.courtCode, phrases),
    reapplyMonths: reapplication.months > 0 ? String(reapplication.months) : null,
  };
}

/** 撤销信用修复决定书. */
export function revocationView(
  facts: DecisionFacts,
  decision: Of<'REVOCATION'>,
  imprint: Imprint,
  phrases: Phrases,
): View<'revocation-decision'> {
  const { revoked, record } = facts;
  return {
    ...commonView(facts, imprint),
    ...listedView(record, phrases),
    ...signedView(facts),
    reasons: withoutStop(decision.reasons),
    breachedOn: instantInText(decision.breachedAt),
    reviewDays: REVIEW_DAYS,
    ...reviewersOf(decision.courtCode, phrases),
    revoked: revoked && {
      number: revoked.number,
      decidedOn: instantInText(revoked.decidedAt),
      shielded: revoked.shielded,
    },
  };
}

function decisionView(
  facts: DecisionFacts,
  { basis, reasons, findings }: Of<'REPAIR' | 'DENIAL'>,
  imprint: Imprint,
  phrases: Phrases,
) {
  const { application, record, domains } = facts;
  const { initiator, creditorAnswer } = application;
  const answers = { CONSENTED: 'CONSENTS', OBJECTED: 'OBJECTS' } as const;
  return {
    ...commonView(facts, imprint),
    ...listedView(record, phrases),
    ...signedView(facts),
    byDebtor: initiator === 'DEBTOR',
    byCreditor: initiator === 'CREDITOR',
    exOfficio: initiator === 'EX_OFFICIO',
    creditor: facts.creditor,
    creditorView: creditorAnswer && (phrases.consultation[answers[creditorAnswer]] ?? null),
    filedOn: instantInText(application.filedAt),
    facts: withoutStop(application.facts),
    findings: foundOf(findings),
    reasons: withoutStop(reasons),
    legalBasis: legalBasisOf(facts, basis, phrases),
    domains: enumerated(domains),
  };
}

function reviewersOf(courtCode: string, phrases: Phrases) {
  return { reviewCourt: phrases.reviewCourt, higherCourt: higherCourtOf(courtCode, phrases) };
}

/** What speaks for the grant, in the words of the rules; what somebody looked up, with where and when. */
function foundOf(findings: readonly Finding[]): string | null {
  const found = findings
    .filter(({ result }) => result === 'SATISFIED')
    .map(({ text, attestation }) => {
      const words = withoutStop(text.zh);
      if (!attestation) return words;
      const { source, queriedAt } = attestation;
      // The rule's own note asks for the source and the day; the paper gives them.
      const fact = words.replace(/（[^（）]*）$/u, '');
      return `${fact}（${instantInText(new Date(queriedAt))}经${source}查询）`;
    });
  return found.length > 0 ? found.join('；') : null;
}

function legalBasisOf(
  { decision, record }: DecisionFacts,
  basis: ApprovedDecision['basis'],
  phrases: Phrases,
): string {
  const lifts = decision.kind === 'REPAIR' ? decision.liftRestrictions : [];
  const kindOf = (ref: string) => record.restrictions.find(({ id }) => id === ref)?.kind;
  const ofLifts = lifts.map((lift) =>
    kindOf(lift.restrictionRef) === 'EXIT'
      ? phrases.legalBasisOfExit
      : phrases.legalBasis[lift.basis],
  );
  return enumerated([...new Set([phrases.legalBasis[basis], ...ofLifts])]);
}
