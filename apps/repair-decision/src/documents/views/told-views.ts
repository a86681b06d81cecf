import { isRestorable, provesRepair } from '../../domain/basis.js';
import type { ApprovedDecision } from '../../domain/decision.js';
import type { Phrases } from '../template/phrases.js';
import type { View } from '../template/places.js';
import { commonView, liftViews, listedView } from './common-views.js';
import type { DecisionFacts, Imprint } from './paper-facts.js';
import { enumerated, instantInText, inText } from './words.js';

type Repair = Extract<ApprovedDecision, { kind: 'REPAIR' }>;

/** 信用修复证明: what the debtor may show to anybody. */
export function certificateView(
  facts: DecisionFacts,
  decision: Repair,
  imprint: Imprint,
  phrases: Phrases,
): View<'repair-certificate'> {
  const { basis, action, shieldUntil } = decision;
  return {
    ...commonView(facts, imprint),
    ...listedView(facts.record, phrases),
    lifts: liftViews(decision.liftRestrictions, facts.record, phrases),
    repaired: provesRepair(basis),
    outcome: basis in phrases.outcome ? phrases.outcome[basis as keyof Phrases['outcome']] : null,
    legalBasis: phrases.legalBasis[basis],
    decidedOn: instantInText(decision.approvedAt),
    decisionNumber: facts.decisionNumber,
    appliedOn: facts.appliedAt && instantInText(facts.appliedAt),
    removed: action === 'REMOVE' && basis !== 'X_REVOKED_ERROR',
    shielded: action === 'SHIELD',
    erased: basis === 'X_REVOKED_ERROR',
    corrected: action === 'CORRECT',
    until: shieldUntil && inText(shieldUntil),
    mayBeRevoked: isRestorable(basis),
    domains: enumerated(facts.domains),
  };
}

/** 信用修复告知书: to agencies of the seven fields of Art 8. */
export function noticeView(
  facts: DecisionFacts,
  decision: Repair,
  imprint: Imprint,
  phrases: Phrases,
): View<'repair-notice'> {
  const recipients = facts.recipients.length > 0 ? facts.recipients : [phrases.anyone];
  return { ...certificateView(facts, decision, imprint, phrases), recipients };
}
