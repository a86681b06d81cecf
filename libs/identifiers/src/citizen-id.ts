const SHAPE = /^[1-9]\d{5}(\d{4})(\d{2})(\d{2})\d{3}[\dX]$/;
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS = '10X98765432';

/** Numbers issued until 1999: the year without its century, and no check. */
const OLD_SHAPE = /^[1-9]\d{14}$/;

export type LenientCitizenIdCheck =
  | { ok: true; value: string; flag: 'ID_NUMBER_OF_15_DIGITS' | null }
  | { ok: false; rule: 'ID_NUMBER_CHECK' | 'ID_NUMBER_MASKED' };
export type CitizenIdCheck = { ok: true; value: string } | { ok: false; rule: 'ID_NUMBER_CHECK' };

/**
 * Checks a 公民身份号码 (GB 11643-1999): shape, check character, a real birth date not after `today`
 * (YYYY-MM-DD). Area codes are not looked up, because divisions are merged over time.
 * @returns the number in its canonical form (no blanks, half-width, upper-case X).
 */
export function checkCitizenId(value: string, today: string): CitizenIdCheck {
  const number = value.normalize('NFKC').trim().toUpperCase();
  const [, year = '', month = '', day = ''] = SHAPE.exec(number) ?? [];
  const valid = isRealDate(year, month, day, today) && checkCharacter(number) === number[17];
  return valid ? { ok: true, value: number } : { ok: false, rule: 'ID_NUMBER_CHECK' };
}

/**
 * For records that courts already hold: a number of 15 digits, as issued until 1999, passes as the one
 * of 18 that replaced it (国发〔1999〕15号: 19 before the year, a check at the end), with a flag. A masked
 * number is told apart, because a mask is no key: about 33 persons fit each.
 */
export function checkRecordedCitizenId(value: string, today: string): LenientCitizenIdCheck {
  const number = value.normalize('NFKC').trim().toUpperCase();
  if (OLD_SHAPE.test(number)) {
    const check = checkCitizenId(citizenIdOf(`${number.slice(0, 6)}19${number.slice(6)}`), today);
    return check.ok ? { ...check, flag: 'ID_NUMBER_OF_15_DIGITS' } : check;
  }
  const check = checkCitizenId(number, today);
  if (check.ok) return { ...check, flag: null };
  return { ok: false, rule: number.includes('*') ? 'ID_NUMBER_MASKED' : check.rule };
}

/** The number that starts with these 17 digits, with its check character. */
export function citizenIdOf(body: string): string {
  return `${body}${checkCharacter(body)}`;
}

function isRealDate(year: string, month: string, day: string, today: string): boolean {
  const date = `${year}-${month}-${day}`;
  const parsed = new Date(`${date}T00:00:00Z`);
  // An impossible day either fails to parse or rolls over into the next month.
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date) && date <= today;
}

function checkCharacter(number: string): string | undefined {
  let sum = 0;
  for (const [i, weight] of WEIGHTS.entries()) sum += weight * Number(number.charAt(i));
  return CHECK_CHARACTERS[sum % 11];
}
