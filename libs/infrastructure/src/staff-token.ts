import { SignJWT } from 'jose';
import type { SigningKey } from '#signing';

/** What a member of a court's staff, or operations, may be in a development token. */
export interface StaffClaims {
  sub: string;
  role: 'officer' | 'judge' | 'operations';
  court?: string;
}

/** A development token, as the courts' identity provider would issue it; long enough for a day's work at the demo. */
export function mintStaffToken(
  issuer: SigningKey,
  claims: StaffClaims,
  expiresIn = '24h',
): Promise<string> {
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'EdDSA', kid: issuer.kid })
    .setIssuer(issuer.owner)
    .setIssuedAt()
    .setExpirationTime(expiresIn)
    .sign(issuer.privateKey);
}
