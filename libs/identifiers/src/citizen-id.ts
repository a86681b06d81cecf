const SHAPE = /^[1-9]\d{5}(\d{4})(\d{2})(\d{2})\d{3}[\dX]$/;
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS = '10X98765432';

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

function isRealDate(year: string, month: string, day: string, today: string): boolean {
  const date = `${year}-${month}-${day}`;
  const parsed = new Date(`${date}T00:00:00Z`);
  // An impossible day either fails to parse or rolls over into the next month.
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date) && date <= today;
}

function checkCharacter(number: string): string | undefined {
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(number.charAt(i)), 0);
  return CHECK_CHARACTERS[sum % 11];
}
