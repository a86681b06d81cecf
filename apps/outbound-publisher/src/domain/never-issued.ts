import type { LookupValues } from './lookup-url.js';

/**
 * Values of a listing that cannot exist: a page that shows it too shows anything. Shaped like the real
 * ones, so that a platform which checks what it is asked for answers it all the same.
 * @param fresh a listing reference and a unit's code that nobody was ever given, and seven random digits.
 */
export function neverIssued(
  real: LookupValues,
  fresh: { listingRef: string; uscc: string; digits: string },
): LookupValues {
  return {
    court: real.court,
    // The serial number is the last run of digits; no court counts to nine million in a year.
    caseNumber: real.caseNumber.replace(/\d+(?=号[^\d]*$)/, `9${fresh.digits}`),
    uscc: real.uscc === '' ? '' : fresh.uscc,
    listingRef: fresh.listingRef,
  };
}
