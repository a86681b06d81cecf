import type { ListingGround } from '#contracts';
import type { ListingContent } from './listing-entry.js';
import { termOf, type Extension, type RuleVersion, type Term, type TermRefusal } from './term.js';

/** 更正: the fields that were inaccurate, as they should read; what is left out stays. */
export type Correction = { [Field in keyof ListingContent]?: ListingContent[Field] };

/** What the term of a listing follows from. */
export interface TermFacts {
  grounds: ListingGround[];
  ruleVersion: RuleVersion;
  decidedOn: string;
  extension: Extension | null;
}

/** The term as the corrected content has it: other grounds, or another day of the decision, move its end. */
export function correctedTerm(
  before: TermFacts,
  correction: Correction,
): Term | { refusal: TermRefusal } {
  const { grounds, ruleVersion, decidedOn, extension } = before;
  return termOf({
    grounds: correction.grounds ?? grounds,
    ruleVersion: correction.ruleVersion ?? ruleVersion,
    decidedOn: correction.decidedOn ?? decidedOn,
    extension: correction.extension === undefined ? extension : correction.extension,
  });
}

/** The same text for the same correction, whatever order its fields are kept in: what its digest covers. */
export function canonicalText(id: string, correction: Correction): string {
  return JSON.stringify({ correction, id }, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}
