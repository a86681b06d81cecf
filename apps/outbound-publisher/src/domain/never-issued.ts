import type { LookupValues } from './lookup-url.js';

/**
 * Values of a listing that cannot exist: a page that shows it too shows anything. Shaped like the real
 * ones, so that a platform which checks what it is asked for answers it all the same.
 * @param fresh a listing reference that nobody was ever given, an organisation's code, and seven random digits.
 */
export function neverIssued(
  real: LookupValues,
  fresh: { listingRef: string; organisation: string; digits: string },
): LookupValues {
  return {
    court: real.court,
    // The serial number is the last run of digits; no court counts to nine million in a year.
    caseNumber: real.caseNumber.replace(/\d+(?=号[^\d]*$)/, `9${fresh.digits}`),
    uscc: real.uscc === '' ? '' : usccOf(real.uscc.slice(0, 8), fresh.organisation),
    listingRef: fresh.listingRef,
  };
}

/** What organisation codes are made of (GB 32100-2015): no I, O, S, V, Z. */
export const CODE_LETTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY';
export const ORGANISATION_LENGTH = 8;

const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];

/** Both check characters are computed: a search for them would keep everybody else waiting. */
function usccOf(kindAndDistrict: string, organisation: string): string {
  const part = ORGANISATION_WEIGHTS.reduce(
    (sum, weight, i) => sum + weight * Number.parseInt(organisation.charAt(i), 36),
    0,
  );
  const code = kindAndDistrict + organisation + '0123456789X0'.charAt(11 - (part % 11));
  let weight = 1;
  let sum = 0;
  for (const letter of code) {
    sum += weight * CODE_LETTERS.indexOf(letter);
    weight = (weight * 3) % 31;
  }
  return code + CODE_LETTERS.charAt((31 - (sum % 31)) % 31);
}
