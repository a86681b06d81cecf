import { forbidden, invalid, Problem } from '#bootstrap';
import type { Refusal, Verdict } from '../domain/verdict.js';

/** @returns what the domain granted. @throws its refusal as the problem that the caller sees. */
export function granted<T>(verdict: Verdict<T>): T {
  if (verdict.ok) return verdict.value;
  throw toProblem(verdict.refusal);
}

/** What the conflict is about goes into the sentence where the sentence has a place for it. */
function conflicted({ rule, details = {} }: Extract<Refusal, { kind: 'conflict' }>): Problem {
  const named = Object.entries(details).filter(([, value]) => typeof value === 'string');
  const vars = Object.fromEntries(named) as Record<string, string>;
  return new Problem(409, rule, { vars, extensions: details });
}

function toProblem(refusal: Refusal): Problem {
  switch (refusal.kind) {
    case 'invalid':
      return invalid(refusal.rule, refusal.field);
    case 'conflict':
      return conflicted(refusal);
    case 'listing-not-open': {
      const { state } = refusal;
      const options = { field: 'listingId', vars: { state }, extensions: { state } };
      return new Problem(409, 'LISTING_NOT_OPEN', options);
    }
    case 'forbidden':
      return forbidden(refusal.rule);
  }
}
