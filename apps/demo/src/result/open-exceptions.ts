import type { Language } from '#i18n';
import { isOpen, requiresAbsence, type Obligation, type Platform } from '#stack';
import type { CaseOutcome } from '../cases/run-case.js';
import { text } from '../texts.js';

/** One sentence for each platform and state in which something is open: who, what, and which cases. */
export function openExceptions(
  outcomes: readonly CaseOutcome[],
  platforms: readonly Platform[],
  obligations: readonly Obligation[],
  language: Language,
): string[] {
  const caseNumbers = new Map(
    outcomes.flatMap(({ rows }) =>
      rows.map(({ change, caseNumber }) => [change.listing, caseNumber] as const),
    ),
  );
  const open = obligations.filter(isOpen);
  if (open.length === 0) return [text('open.none', {}, language)];
  return platforms.flatMap(({ id, behaviour }) => {
    const byState = Map.groupBy(
      open.filter(({ subscriber }) => subscriber === id),
      ({ state }) => state,
    );
    return [...byState].map(([state, found]) => {
      const lied = state === 'contradicted' && found.every(requiresAbsence);
      const cases = found
        .map(({ listing }) => caseNumbers.get(listing) ?? listing)
        .join(text('separator', {}, language));
      return text(
        lied ? 'open.contradicted' : 'open.other',
        {
          platform: text(`platform.${behaviour}`, {}, language),
          count: found.length,
          state: text(`state.${state}`, {}, language),
          cases,
        },
        language,
      );
    });
  });
}
