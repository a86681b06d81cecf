import { flattenedVerify, FlattenedSign } from 'jose';
import type { SigningKey, TrustedKey, TrustedKeys } from './keys.js';

/** Why a signature was not believed; `message` is safe to show. */
export class SignatureRefused extends Error {
  override readonly name = 'SignatureRefused';
}

/**
 * Signs exact bytes once, for every channel they travel on.
 * @returns a detached JWS (RFC 7515 Appendix F, EdDSA): `header..signature`.
 */
export async function signDetached(bytes: Uint8Array, key: SigningKey): Promise<string> {
  const jws = await new FlattenedSign(bytes)
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid })
    .sign(key.privateKey);
  return `${jws.protected}..${jws.signature}`;
}

/**
 * @returns the key that signed the bytes.
 * @throws SignatureRefused when the JWS is missing, malformed, of an unknown key or of other bytes.
 */
export async function verifyDetached(
  bytes: Uint8Array,
  jws: string | undefined,
  trusted: TrustedKeys,
): Promise<TrustedKey> {
  if (!jws) throw new SignatureRefused('the message carries no signature');
  const [header, payload, signature, ...rest] = jws.split('.');
  if (!header || payload !== '' || !signature || rest.length > 0) {
    throw new SignatureRefused('the signature is not a detached JWS');
  }
  const key = trusted.find(keyIdOf(header));
  if (!key) throw new SignatureRefused('the signature names a key that is not trusted here');
  try {
    await flattenedVerify(
      { protected: header, payload: Buffer.from(bytes).toString('base64url'), signature },
      key.publicKey,
      { algorithms: ['EdDSA'] },
    );
  } catch {
    throw new SignatureRefused('the signature does not fit the bytes');
  }
  return key;
}

function keyIdOf(header: string): string {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(header, 'base64url').toString('utf8'));
    if (
      typeof parsed === 'object' &&
      parsed !== null &&
      'kid' in parsed &&
      typeof parsed.kid === 'string'
    ) {
      return parsed.kid;
    }
  } catch {
    // Falls through to the refusal below: an unreadable header names no key.
  }
  throw new SignatureRefused('the signature names no key');
}
