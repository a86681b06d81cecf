import type { Phrases } from '../template/phrases.js';
import type { TemplateName } from '../template/places.js';
import { denialView, repairView, revocationView, templateOfDecision } from './decision-views.js';
import type { DecisionFacts, Imprint } from './paper-facts.js';
import { certificateView, noticeView } from './told-views.js';

/** Which template a paper on a decision is made from, and what fills it. */
export function paperOf(
  facts: DecisionFacts,
  imprint: Imprint,
  phrases: Phrases,
): { template: TemplateName; view: object } {
  const { decision } = facts;
  switch (decision.kind) {
    case 'DENIAL':
      return { template: 'denial', view: denialView(facts, decision, imprint, phrases) };
    case 'REVOCATION': {
      const view = revocationView(facts, decision, imprint, phrases);
      return { template: 'revocation-decision', view };
    }
    case 'REPAIR':
      break;
  }
  if (imprint.type === 'REPAIR_CERTIFICATE') {
    const view = certificateView(facts, decision, imprint, phrases);
    return { template: 'repair-certificate', view };
  }
  if (imprint.type === 'REPAIR_NOTICE') {
    return { template: 'repair-notice', view: noticeView(facts, decision, imprint, phrases) };
  }
  const view = repairView(facts, decision, imprint, phrases);
  return { template: templateOfDecision(decision), view };
}
