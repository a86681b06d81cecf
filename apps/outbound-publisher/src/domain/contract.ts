import type { SanctionDomain } from '#contracts';
import type { Change } from './change.js';

/**
 * Who can be told (domain.md §11): the organisations that hold copies of the list, by the duty under
 * which they hold it.
 */
export const SUBSCRIBER_TYPES = [
  'SPC_REGISTRY',
  'CREDIT_CHINA',
  'PROVINCIAL_PLATFORM',
  'COMMERCIAL_CREDIT_PLATFORM',
  'PBOC_CREDIT_CENTER',
  'SECTOR_AGENCY',
  'BANK',
  'TRANSPORT',
  'EXIT_ENTRY',
  'EMPLOYER_OR_SUPERIOR',
] as const;
export type SubscriberType = (typeof SUBSCRIBER_TYPES)[number];

export const SUBJECT_TYPES = ['UNIT', 'PERSON'] as const;
export type SubjectType = (typeof SUBJECT_TYPES)[number];

export const CHANGE_TYPES = [
  'listing.published.v1',
  'listing.removed.v1',
  'listing.revoked.v1',
  'listing.shielded.v1',
  'listing.restored.v1',
  'listing.corrected.v1',
  'restriction.lifted.v1',
] as const satisfies readonly Change['type'][];

/**
 * Which changes concern a subscriber; what is left out is not restricted. It decides obligations:
 * all of a subscriber's streams carry all of it.
 */
export interface Scope {
  /** Court parts of 案号. Together with `regions` they say where: one of either is enough. */
  courts?: string[];
  /** What court codes begin with: `皖` all courts of Anhui, `皖01` those below one intermediate court. */
  regions?: string[];
  subjectTypes?: SubjectType[];
  /** Of the seven of Art 8. */
  sanctionDomains?: SanctionDomain[];
  changeTypes?: Change['type'][];
}

/** What was agreed with a subscriber: it decides obligations, deadlines and how proof is looked for. */
export interface Contract {
  scope: Scope;
  /** Its public page: `{court} {caseNumber} {uscc} {listingRef}` are filled in, URL-encoded. */
  lookup: { urlTemplate: string };
  /** Whether we may look, and how long after a claim its page may still lag behind. */
  probe: { consent: boolean; settleSeconds: number };
  /** Where nothing was agreed, our own target holds. */
  deadline?: { workingDays: number };
  /** It also reads the courts' own site, so it may hold listings that we never told it of. */
  independentSource: boolean;
  /** Only the newest state of a listing is sent; older changes that have not been tried are left out. */
  stateTransfer: boolean;
  /** How fast its streams may be pushed to; where nothing was agreed, our defaults hold. */
  rate?: Rate;
}

export interface Rate {
  perSecond?: number;
  atOnce?: number;
}
