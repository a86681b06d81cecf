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

/** Tokens that were believed: a caller shows the same one with each request, and it holds until it expires. */
const believed = new WeakMap<TrustedKeys, Map<string, { actor: Actor; until: number }>>();
const MOST_BELIEVED = 1000;
const SECOND = 1000;

/**
 * @returns whom the token stands for.
 * @throws TokenRefused when it is malformed, expired, of an unknown key, or claims a role that its issuer can't give.
 */
export async function verifyToken(token: string, trusted: TrustedKeys): Promise<Actor> {
  const known = believed.get(trusted)?.get(token);
  if (known && Date.now() < known.until) return known.actor;
  const { actor, expiresAt } = await verify(token, trusted);
  const ofKeys = believed.get(trusted) ?? new Map<string, { actor: Actor; until: number }>();
  if (ofKeys.size >= MOST_BELIEVED) ofKeys.clear();
  believed.set(trusted, ofKeys.set(token, { actor, until: expiresAt * SECOND }));
  return actor;
}

async function verify(
  token: string,
  trusted: TrustedKeys,
): Promise<{ actor: Actor; expiresAt: number }> {
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
    const { iss, sub, role, court, exp: expiresAt = 0 } = payload;
    if (!owner || iss !== owner)
      throw new TokenRefused("the token's issuer is not its key's owner");
    if (!sub || !isRole(role) || !mayGive(owner, role)) {
      throw new TokenRefused("the token's issuer may not give that role");
    }
    if (typeof court === 'string') return { actor: { sub, role, court }, expiresAt };
    if (isCourtStaff(role)) throw new TokenRefused('the token names no court');
    return { actor: { sub, role }, expiresAt };
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
