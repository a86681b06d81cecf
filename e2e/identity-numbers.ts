import { checkCitizenId } from '#identifiers';

const CANDIDATE = /(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])/g;

/** Every valid 公民身份号码 in a text, wherever it hides among other digits. */
export function identityNumbersIn(text: string, today: string): string[] {
  return (text.match(CANDIDATE) ?? []).filter((candidate) => checkCitizenId(candidate, today).ok);
}
