import { checkUscc } from '#identifiers';

const CHARACTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** A valid 统一社会信用代码 of a firm that doesn't exist, another for each number below a million. */
export function unitCode(number: number): string {
  const body = `91340104TE${String(number).padStart(6, '0')}`;
  for (const organisationCheck of '0123456789X') {
    for (const check of CHARACTERS) {
      const code = body + organisationCheck + check;
      if (checkUscc(code).ok) return code;
    }
  }
  throw new Error(`No valid code starts with ${body}.`);
}
