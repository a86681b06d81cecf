// GB 32100-2015: no I, O, S, V, Z, so that no letter is read as a digit.
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const SHAPE = new RegExp(`^[${ALPHABET}]{2}[0-9]{6}[${ALPHABET}]{10}$`);
/** 3^i mod 31. */
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
/** GB 11714, over the organisation code inside (characters 9–16, its check is the 17th). */
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];

export type UsccCheck = { ok: true; value: string } | { ok: false; rule: 'USCC_CHECK' };

/**
 * Checks a 统一社会信用代码 with both its check characters: its own and the organisation code's.
 * @returns the code in its canonical form (no surrounding blanks, half-width, upper case).
 */
export function checkUscc(value: string): UsccCheck {
  const code = value.normalize('NFKC').trim().toUpperCase();
  const valid =
    SHAPE.test(code) && checkCharacter(code) === code[17] && organisationCheck(code) === code[16];
  return valid ? { ok: true, value: code } : { ok: false, rule: 'USCC_CHECK' };
}

function checkCharacter(code: string): string | undefined {
  const sum = WEIGHTS.reduce(
    (total, weight, i) => total + weight * ALPHABET.indexOf(code.charAt(i)),
    0,
  );
  return ALPHABET[(31 - (sum % 31)) % 31];
}

function organisationCheck(code: string): string {
  // Organisation codes count letters in the plain alphabet, A = 10 … Z = 35.
  const sum = ORGANISATION_WEIGHTS.reduce(
    (total, weight, i) => total + weight * Number.parseInt(code.charAt(8 + i), 36),
    0,
  );
  const check = 11 - (sum % 11);
  if (check === 10) return 'X';
  return check === 11 ? '0' : String(check);
}
