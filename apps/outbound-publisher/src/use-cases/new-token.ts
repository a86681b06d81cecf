import { decodeJwt } from 'jose';
import { mintToken, type SigningKeys } from '#signing';

export interface NewToken {
  token: string;
  expiresAt: Date;
}

/** A subscriber has its token renewed by operations; a lost one is useless after a quarter. */
const LIFETIME = '90d';
const SECOND = 1000;

/** A token for a subscriber, with its times as they are written in it. */
export async function newToken(
  keys: SigningKeys,
  subscriberId: string,
): Promise<NewToken & { issuedAt: Date }> {
  const actor = { sub: subscriberId, role: 'subscriber' } as const;
  const token = await mintToken(keys.of('publisher'), actor, LIFETIME);
  const { iat = 0, exp = 0 } = decodeJwt(token);
  return { token, issuedAt: new Date(iat * SECOND), expiresAt: new Date(exp * SECOND) };
}
