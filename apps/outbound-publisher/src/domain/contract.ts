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

/** Which listings concern a subscriber; what is left out is not restricted. */
export interface Scope {
  courts?: string[];
  subjectTypes?: SubjectType[];
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
}
