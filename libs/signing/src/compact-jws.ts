import { compactVerify, CompactSign } from 'jose';
import type { KeyOwner } from '#contracts';
import { SignatureRefused } from './detached-jws.js';
import type { SigningKey, TrustedKeys } from './keys.js';

/**
 * Signs a statement that somebody keeps and shows to others: the claims travel inside.
 * @param typ what kind of statement it is, so that one kind is never taken for another, nor for a token.
 * @returns a compact JWS (RFC 7515 §3.1, EdDSA).
 */
export async function signCompact(claims: object, key: SigningKey, typ: string): Promise<string> {
  return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid, typ })
    .sign(key.privateKey);
}

/**
 * @returns the claims and the id of the key that signed them.
 * @throws SignatureRefused when it is malformed, of another kind, altered, or not signed by `owner`.
 */
export async function verifyCompact(
  jws: string,
  trusted: TrustedKeys,
  { owner, typ }: { owner: KeyOwner; typ: string },
): Promise<{ claims: unknown; kid: string }> {
  try {
    const { payload, protectedHeader } = await compactVerify(
      jws,
      (header) => {
        const key = trusted.find(header.kid ?? '');
        if (key?.owner !== owner) {
          throw new SignatureRefused('the signature names a key that is not trusted here');
        }
        return key.publicKey;
      },
      { algorithms: ['EdDSA'] },
    );
    if (protectedHeader.typ !== typ)
      throw new SignatureRefused('it is a statement of another kind');
    const claims: unknown = JSON.parse(new TextDecoder().decode(payload));
    return { claims, kid: protectedHeader.kid ?? '' };
  } catch (error) {
    if (error instanceof SignatureRefused) throw error;
    throw new SignatureRefused('it is no statement, or was altered after it was signed');
  }
}
