import { maskedName } from '../../domain/document.js';
import type { DecisionFacts, Imprint } from './paper-facts.js';

/** What a stranger who holds the paper, and verifies it, is shown: never more than stands on it. */
export interface ShownFacts {
  title: string;
  /** YYYY-MM-DD below the text. */
  date: string;
  caseNumber: string;
  /** A unit's name; a person's is masked. */
  debtor: string;
  /** Last day of a shield. */
  until: string | null;
}

/** Kept with an issued paper, sealed. */
export interface SealedFacts {
  shown: ShownFacts;
  /** All that it was made from. */
  facts: object;
}

export function shownOn(
  { decision, record }: DecisionFacts,
  { date }: Imprint,
): Omit<ShownFacts, 'title'> {
  const { debtor, caseNumber } = record;
  return {
    date,
    caseNumber,
    debtor: debtor.type === 'UNIT' ? debtor.name : maskedName(debtor.name),
    until: decision.kind === 'REPAIR' ? decision.shieldUntil : null,
  };
}
