import type { Listing } from './listing.js';
import type { Applicant, ImposedBy, ListingContent } from './listing-entry.js';
import { bornOn } from './must-not-list.js';

/** A debtor as shown to the staff of the court that listed, and on its papers. */
export type ShownDebtor =
  | { type: 'UNIT'; name: string; uscc: string; legalRepresentative?: string }
  | { type: 'PERSON'; name: string; maskedIdNumber: string; sex: Sex; age: number };

/** 性别, by the 17th digit of the 公民身份号码: odd is male. */
export type Sex = 'MALE' | 'FEMALE';

/** What the court entered, as it stands after any correction. */
export interface CourtRecord extends Omit<ListingContent, 'subject'> {
  listing: Listing;
  caseNumber: string;
  debtor: ShownDebtor;
  imposedBy: ImposedBy | null;
  applicant: Applicant | null;
}

/**
 * A 公民身份号码 without month and day of birth, as the published list masks it. Weak (about 33
 * candidates remain): for people who may know the number anyway, never for a key or a message.
 */
export function maskIdNumber(idNumber: string): string {
  return `${idNumber.slice(0, 10)}****${idNumber.slice(14)}`;
}

export function sexOf(idNumber: string): Sex {
  return Number(idNumber[16]) % 2 === 1 ? 'MALE' : 'FEMALE';
}

/** 周岁 on a day (YYYY-MM-DD). */
export function ageOn(idNumber: string, day: string): number {
  const born = bornOn(idNumber);
  const years = Number(day.slice(0, 4)) - Number(born.slice(0, 4));
  return day.slice(5) < born.slice(5) ? years - 1 : years;
}
