import { conflict, forbidden, invalid, Problem } from '#bootstrap';
import type { Refusal, Verdict } from '../domain/verdict.js';

/** @returns what the domain granted. @throws its refusal as the problem that the caller sees. */
export function granted<T>(verdict: Verdict<T>): T {
  if (verdict.ok) return verdict.value;
  throw toProblem(verdict.refusal);
}

function toProblem(refusal: Refusal): Problem {
  switch (refusal.kind) {
    case 'invalid':
      return invalid(refusal.rule, refusal.field);
    case 'conflict':
      return conflict(refusal.rule);
    case 'listing-not-open': {
      const { state } = refusal;
      const options = { field: 'listingId', vars: { state }, extensions: { state } };
      return new Problem(409, 'LISTING_NOT_OPEN', options);
    }
    case 'forbidden':
      return forbidden(refusal.rule);
  }
}
