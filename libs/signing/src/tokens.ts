import { errors, jwtVerify, SignJWT } from 'jose';
import type { KeyOwner } from '#contracts';
import type { SigningKey, TrustedKeys } from './keys.js';

/** `president` (院长) may do what a judge may, and signs what only a president can. */
export const ROLES = [
  'officer',
  'judge',
  'president',
  'operations',
  'service',
  'subscriber',
] as const;
export type Role = (typeof ROLES)[number];

/** Who is asking. `court` is the court part of its 案号 for whoever acts for a court. */
export interface Actor {
  /** A staff account, or `sub_…` of a subscriber. */
  sub: string;
  role: Role;
  court?: string;
}

/** Why a bearer token was not believed; `message` is safe to show. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
}

/**
 * Mints a bearer token: an EdDSA JWT whose `iss` is the key's owner.
 * @param expiresIn such as `'12h'` or `'365d'`.
 */
export async function mintToken(key: SigningKey, actor: Actor, expiresIn: string): Promise<string> {
  return new SignJWT({ role: actor.role, ...(actor.court && { court: actor.court }) })
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid })
    .setIssuer(key.owner)
    .setSubject(actor.sub)
    .setIssuedAt()
    .setExpirationTime(expiresIn)
    .sign(key.privateKey);
}

/**
 * @returns whom the token stands for.
 * @throws TokenRefused when it is malformed, expired, of an unknown key, or claims a role that its issuer can't give.
 */
export async function verifyToken(token: string, trusted: TrustedKeys): Promise<Actor> {
  try {
    const { payload, protectedHeader } = await jwtVerify(
      token,
      (header) => {
        const key = trusted.find(header.kid ?? '');
        if (!key) throw new TokenRefused('the token names a key that is not trusted here');
        return key.publicKey;
      },
      { algorithms: ['EdDSA'], requiredClaims: ['iss', 'sub', 'exp', 'role'] },
    );
    const owner = trusted.find(protectedHeader.kid ?? '')?.owner;
    const { iss, sub, role, court } = payload;
    if (!owner || iss !== owner)
      throw new TokenRefused("the token's issuer is not its key's owner");
    if (!sub || !isRole(role) || !mayGive(owner, role)) {
      throw new TokenRefused("the token's issuer may not give that role");
    }
    if (typeof court === 'string') return { sub, role, court };
    if (isCourtStaff(role)) throw new TokenRefused('the token names no court');
    return { sub, role };
  } catch (error) {
    if (error instanceof TokenRefused) throw error;
    if (error instanceof errors.JWTExpired) throw new TokenRefused('the token has expired');
    throw new TokenRefused('the token is malformed or not signed by a trusted key');
  }
}

/** Acts for one court, which the token names. */
export function isCourtStaff(role: Role): boolean {
  return role === 'officer' || role === 'judge' || role === 'president';
}

function isRole(role: unknown): role is Role {
  return ROLES.some((known) => known === role);
}

/** The issuer speaks for staff, a service only for itself, the publisher also for its subscribers. */
function mayGive(owner: KeyOwner, role: Role): boolean {
  if (owner === 'issuer') return role !== 'subscriber';
  if (owner === 'decision') return role === 'service';
  return owner === 'publisher' && role === 'subscriber';
}
