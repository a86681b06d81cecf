import type { Basis, ListingGround, RestrictionKind, RestrictionState } from '#contracts';

/** A restriction as the registry showed it. Who is bound is told by role alone (invariant 9). */
export interface ReadRestriction {
  id: string;
  kind: RestrictionKind;
  state: RestrictionState;
  boundRole: string;
}

/** A listing of the same debtor that has ended. */
export interface ReadEarlier {
  id: string;
  endedOn: string;
  basis: Basis | null;
}

/**
 * What the registry said about a listing at an instant. It names nobody, so it may be kept. What it did
 * not say is undefined: the rules then find that evidence is needed.
 */
export interface ListingReading {
  version: number;
  state: string;
  subjectType?: 'UNIT' | 'PERSON' | undefined;
  /** 执行案号 */
  caseNumber?: string | undefined;
  grounds?: ListingGround[] | undefined;
  /** Last day of the term (L2–L6); null where there is none. */
  termEndsOn?: string | null | undefined;
  decidedOn?: string | undefined;
  /** Whose signature put it on the list; null where that was not recorded. */
  imposedBy?: 'JUDGE' | 'PRESIDENT' | null | undefined;
  /** The same debtor's listings that have ended. */
  earlier?: ReadEarlier[] | undefined;
  /** By which bases the law lets it leave today. */
  exits?: Basis[] | undefined;
  /** Ids of the same debtor's other open listings. */
  others: string[];
  restrictions: ReadRestriction[];
  /** When it was read. */
  readAt: string;
}
