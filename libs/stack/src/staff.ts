import { mintToken, SigningKeys, type SigningKey } from '#signing';
import type { StaffTokens } from './wire.js';

/** The court whose cases are played, and another one, whose officer must get nowhere with them. */
export const COURT = '皖0104';
export const OTHER_COURT = '琼02';

/** A day's work at the demo and then some. */
const LIFETIME = '24h';

/** Tokens of the people of a development stack. */
export async function staffTokens(issuer: SigningKey): Promise<StaffTokens> {
  const [officer, judge, operations, otherCourtOfficer] = await Promise.all([
    mintToken(issuer, { sub: 'officer-1', role: 'officer', court: COURT }, LIFETIME),
    mintToken(issuer, { sub: 'judge-1', role: 'judge', court: COURT }, LIFETIME),
    mintToken(issuer, { sub: 'operations-1', role: 'operations' }, LIFETIME),
    mintToken(issuer, { sub: 'officer-2', role: 'officer', court: OTHER_COURT }, LIFETIME),
  ]);
  return { officer, judge, operations, otherCourtOfficer };
}

/** The people of one court: who drafts never approves, and the president may all that a judge may. */
export interface CourtTokens {
  officer: string;
  judge: string;
  president: string;
}

/** Tokens of one court's people. */
export async function courtTokens(issuer: SigningKey, court: string): Promise<CourtTokens> {
  const mint = (role: 'officer' | 'judge' | 'president'): Promise<string> =>
    mintToken(issuer, { sub: `${role}-of-${court}`, role, court }, LIFETIME);
  const [officer, judge, president] = await Promise.all([
    mint('officer'),
    mint('judge'),
    mint('president'),
  ]);
  return { officer, judge, president };
}

/** The same where the issuer's private key is in a file. */
export function staffTokensOf(issuerKeyFile: string): Promise<StaffTokens> {
  return staffTokens(SigningKeys.fromFile(issuerKeyFile).of('issuer'));
}
