import type { CommittedDebtor } from './commitment.js';

/** A debtor as the registry has entered it, as far as it tells one from another. */
export type EnteredDebtor = { type: 'UNIT'; uscc: string } | { type: 'PERSON'; name: string };

/** Where an organisation's old code (组织机构代码) stands within its USCC. */
const ORGANISATION_CODE = [8, 17] as const;

/**
 * Whether a promise and a listing speak of one debtor: several may be bound by one case. A unit is known
 * by its code; of a person the promise holds nothing but the name.
 */
export function isSameDebtor(promised: CommittedDebtor, entered: EnteredDebtor): boolean {
  if (promised.type === 'PERSON') {
    return entered.type === 'PERSON' && plain(promised.name) === plain(entered.name);
  }
  if (entered.type !== 'UNIT') return false;
  const code = entered.uscc.replaceAll('-', '').toUpperCase();
  // A listing taken over from an old list may bear the older code.
  return code === promised.uscc || code === promised.uscc.slice(...ORGANISATION_CODE);
}

function plain(name: string): string {
  return name.normalize('NFC').replace(/\s/gu, '');
}
