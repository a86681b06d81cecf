import { containsIdentityNumber } from '#identifiers';

export type ImportRefusalRule =
  | 'REQUIRED'
  | 'CASE_NUMBER'
  | 'OTHER_COURT'
  | 'UNKNOWN_SUBJECT_TYPE'
  | 'USCC_CHECK'
  | 'ID_NUMBER_CHECK'
  | 'ID_NUMBER_MASKED'
  | 'ID_NUMBER_IN_TEXT'
  | 'CONTROL_CHARACTERS'
  | 'UNREADABLE_CHARACTERS'
  | 'MAX_LENGTH'
  | 'IS_DATE'
  | 'DATE_IN_FUTURE'
  | 'DECIDED_BEFORE_FILED'
  | 'UNKNOWN_GROUND'
  | 'UNKNOWN_PERFORMANCE'
  | 'TERM_OVER'
  | 'N5_MINOR';

/** Longer is no longer a field but a file in the wrong column. As for a single listing. */
export const MAX_LENGTH = { name: 200, maker: 200, number: 100, text: 2000 };

/** A record that cannot be a listing: which field, and what stands against it. Never a value. */
export class Refused extends Error {
  constructor(
    readonly field: string,
    readonly rule: ImportRefusalRule,
  ) {
    super(rule);
  }
}

/** A field that no record can do without. @throws Refused */
export function required(
  field: string,
  text: string | undefined,
  maxLength = MAX_LENGTH.text,
): string {
  const value = given(text);
  if (value === null) throw new Refused(field, 'REQUIRED');
  if (field === 'subject.code') return value;
  return clear(field, value, maxLength);
}

/** @throws Refused */
export function optional(
  field: string,
  text: string | undefined,
  maxLength: number,
): string | null {
  const value = given(text);
  return value === null ? null : clear(field, value, maxLength);
}

/** Published records write “-”, “/” and “无” where there is nothing. */
export function given(text: string | undefined): string | null {
  const value = text?.trim() ?? '';
  return value === '' || value === '-' || value === '/' || value === '无' ? null : value;
}

/** What is kept in the clear holds no identity number (invariant 9) and nothing unprintable. */
function clear(field: string, value: string, maxLength: number): string {
  if (value.length > maxLength) throw new Refused(field, 'MAX_LENGTH');
  if (CONTROL.test(value)) throw new Refused(field, 'CONTROL_CHARACTERS');
  // Half a character is as little text as a byte that could not be read, and jsonb takes neither.
  if (value.includes('\ufffd') || !value.isWellFormed()) {
    throw new Refused(field, 'UNREADABLE_CHARACTERS');
  }
  if (containsIdentityNumber(value)) throw new Refused(field, 'ID_NUMBER_IN_TEXT');
  return value;
}

const CONTROL = /(?![\n\r\t])\p{Cc}/u;
