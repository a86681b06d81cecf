import type { Listing } from './listing.js';

/** A debtor as shown to the staff of the court that listed: enough to notice a typing error. */
export type ShownDebtor =
  | { type: 'UNIT'; name: string; uscc: string }
  | { type: 'PERSON'; name: string; maskedIdNumber: string };

/** A listing as the court that listed may read it back. */
export interface CourtRecord {
  listing: Listing;
  caseNumber: string;
  debtor: ShownDebtor;
}

/**
 * A 公民身份号码 without month and day of birth, as the published list masks it. Weak (about 33
 * candidates remain): for people who may know the number anyway, never for a key or a message.
 */
export function maskIdNumber(idNumber: string): string {
  return `${idNumber.slice(0, 10)}****${idNumber.slice(14)}`;
}
