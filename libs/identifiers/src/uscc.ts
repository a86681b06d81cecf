// GB 32100-2015: no I, O, S, V, Z, so that no letter is read as a digit.
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const SHAPE = new RegExp(`^[${ALPHABET}]{2}[0-9]{6}[${ALPHABET}]{10}$`);
/** 3^i mod 31. */
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
/** GB 11714: eight characters and their check, often written with a hyphen between. */
const ORGANISATION_SHAPE = /^[0-9A-Z]{8}[0-9X]$/;
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];
/** What a court ever wrote as a unit's number: registration numbers had 13 or 15 digits. */
const LEGACY_SHAPE = /^[0-9A-Z]{5,18}$/;

export type UsccCheck = { ok: true; value: string } | { ok: false; rule: 'USCC_CHECK' };

/** Why a code of an old record is not a valid 统一社会信用代码. */
export type LegacyCodeFlag =
  /** 组织机构代码: what units had until 2015, its check is right. */
  | 'USCC_LEGACY_ORGANISATION_CODE'
  /** Nine characters whose own check fails. */
  | 'USCC_ORGANISATION_CODE_CHECK'
  /** 18 characters of the right shape; the code's or the organisation code's check fails. */
  | 'USCC_CHECK_FAILED'
  /** Another length, or letters that the standard leaves out. */
  | 'USCC_SHAPE';

export type LenientUsccCheck =
  { ok: true; value: string; flag: LegacyCodeFlag | null } | { ok: false; rule: 'USCC_CHECK' };

/**
 * Checks a 统一社会信用代码 with both its check characters: its own and the organisation code's.
 * `lenient` is for records that courts already hold: codes exist that fail the check, so a legacy one
 * passes in its canonical form with a flag that names what failed, and no record is lost for it. Only
 * what can be no code at all is still refused.
 * @returns the code in its canonical form (no surrounding blanks, half-width, upper case).
 */
export function checkUscc(value: string): UsccCheck;
export function checkUscc(value: string, mode: 'strict'): UsccCheck;
export function checkUscc(value: string, mode: 'lenient'): LenientUsccCheck;
export function checkUscc(
  value: string,
  mode: 'strict' | 'lenient' = 'strict',
): UsccCheck | LenientUsccCheck {
  const code = value.normalize('NFKC').trim().toUpperCase();
  if (isValid(code)) return { ok: true, value: code, ...(mode === 'lenient' && { flag: null }) };
  if (mode === 'lenient') return asLegacy(code);
  return { ok: false, rule: 'USCC_CHECK' };
}

/** Checks a 组织机构代码 (GB 11714) by itself. @returns it without its hyphen. */
export function checkOrganisationCode(
  value: string,
): { ok: true; value: string } | { ok: false; rule: 'ORGANISATION_CODE_CHECK' } {
  const code = value.normalize('NFKC').trim().toUpperCase().replace('-', '');
  const valid = ORGANISATION_SHAPE.test(code) && organisationCheck(code, 0) === code[8];
  return valid ? { ok: true, value: code } : { ok: false, rule: 'ORGANISATION_CODE_CHECK' };
}

function isValid(code: string): boolean {
  return (
    SHAPE.test(code) && checkCharacter(code) === code[17] && organisationCheck(code, 8) === code[16]
  );
}

function asLegacy(code: string): LenientUsccCheck {
  const canonical = code.replace(/[\s\p{Pd}]/gu, '');
  if (!LEGACY_SHAPE.test(canonical)) return { ok: false, rule: 'USCC_CHECK' };
  return { ok: true, value: canonical, flag: flagOf(canonical) };
}

function flagOf(code: string): LegacyCodeFlag | null {
  if (isValid(code)) return null;
  if (SHAPE.test(code)) return 'USCC_CHECK_FAILED';
  if (!ORGANISATION_SHAPE.test(code)) return 'USCC_SHAPE';
  return organisationCheck(code, 0) === code[8]
    ? 'USCC_LEGACY_ORGANISATION_CODE'
    : 'USCC_ORGANISATION_CODE_CHECK';
}

function checkCharacter(code: string): string | undefined {
  let sum = 0;
  for (const [i, weight] of WEIGHTS.entries()) sum += weight * ALPHABET.indexOf(code.charAt(i));
  return ALPHABET[(31 - (sum % 31)) % 31];
}

/** Of the organisation code that starts at `from`: alone, or characters 9–16 of a unified code. */
function organisationCheck(code: string, from: number): string {
  let sum = 0;
  // Organisation codes count letters in the plain alphabet, A = 10 … Z = 35.
  for (const [i, weight] of ORGANISATION_WEIGHTS.entries()) {
    sum += weight * Number.parseInt(code.charAt(from + i), 36);
  }
  const check = 11 - (sum % 11);
  if (check === 10) return 'X';
  return check === 11 ? '0' : String(check);
}

/** The valid code that starts with these 16 characters: both check characters are worked out. */
export function usccOf(body: string): string {
  const code = body + organisationCheck(body, 8);
  return code + (checkCharacter(code) ?? '');
}
