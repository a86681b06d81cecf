import type { SanctionDomain } from '#contracts';
import type { Change } from './change.js';
import type { Scope, SubjectType } from './contract.js';

/** What of a listing decides whose business it is; neither ever changes. */
export interface ScopedListing {
  courtCode: string;
  subjectType: SubjectType;
}

export interface ScopedChange extends ScopedListing {
  eventType: Change['type'];
  /**
   * Where a decision took effect in some fields only. By law a listing touches all seven (法释〔2017〕7号
   * Art 8), and so does a change that names none, such as a publication or a lift: they concern
   * everybody who takes any.
   */
  sanctionDomains?: readonly SanctionDomain[] | undefined;
}

/** An empty scope covers everything; each restriction that is given must hold. */
export function scopeCovers(scope: Scope, change: ScopedChange): boolean {
  return scopeFilter(scope)(change);
}

/** The same, made ready for many changes: a scope may name thousands of courts. */
export function scopeFilter(scope: Scope): (change: ScopedChange) => boolean {
  const { courts, regions = [], subjectTypes, sanctionDomains, changeTypes } = scope;
  const named = courts || scope.regions ? new Set([...(courts ?? []), ...regions]) : null;
  return ({ courtCode, subjectType, eventType, sanctionDomains: touched }) => {
    if (changeTypes && !changeTypes.includes(eventType)) return false;
    if (subjectTypes && !subjectTypes.includes(subjectType)) return false;
    if (sanctionDomains && touched && touched.length > 0) {
      if (!touched.some((domain) => sanctionDomains.includes(domain))) return false;
    }
    return !named || isAt(courtCode, named, regions.length > 0);
  };
}

/**
 * Whether it is told of a listing at all: what a snapshot holds for it, and what it may hold by one.
 * A snapshot says what a publication would.
 */
export function scopeTakesListing(scope: Scope, listing: ScopedListing): boolean {
  return scopeCovers(scope, asPublished(listing));
}

/** A listing as its publication is judged: it names no sanction domain. */
export function asPublished({ courtCode, subjectType }: ScopedListing): ScopedChange {
  return { courtCode, subjectType, eventType: 'listing.published.v1' };
}

/** A court lies in each region that its code begins with: 皖0104 in 皖01 and in 皖. */
function isAt(courtCode: string, named: ReadonlySet<string>, byRegion: boolean): boolean {
  if (named.has(courtCode)) return true;
  return byRegion && (named.has(courtCode.slice(0, 1)) || named.has(courtCode.slice(0, 3)));
}
