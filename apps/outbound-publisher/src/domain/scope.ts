import type { Scope, SubjectType } from './contract.js';

/** What of a listing decides whose business it is; neither ever changes. */
export interface ScopedListing {
  courtCode: string;
  subjectType: SubjectType;
}

/** An empty scope covers everything; each restriction that is given must hold. */
export function scopeCovers(scope: Scope, listing: ScopedListing): boolean {
  const { courts, subjectTypes } = scope;
  if (courts && !courts.includes(listing.courtCode)) return false;
  return !subjectTypes || subjectTypes.includes(listing.subjectType);
}
