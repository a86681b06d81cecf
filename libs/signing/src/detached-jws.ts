import { sign, verify } from 'node:crypto';
import type { SigningKey, TrustedKey, TrustedKeys } from './keys.js';

/** Why a signature was not believed; `message` is safe to show. */
export class SignatureRefused extends Error {
  override readonly name = 'SignatureRefused';
}

const SIGNATURE_BYTES = 64;

/**
 * Signs exact bytes once, for every channel they travel on. It promises its result, since a court's key
 * may live in a device; keys in memory sign at once: `jose` goes through WebCrypto, where the way to a
 * thread and back costs more than the signature.
 * @returns a detached JWS (RFC 7515 Appendix F, EdDSA): `header..signature`.
 */
export function signDetached(bytes: Uint8Array, key: SigningKey): Promise<string> {
  const header = encoded(JSON.stringify({ alg: 'EdDSA', kid: key.kid }));
  const signature = sign(null, signingInput(header, bytes), key.privateKey);
  return Promise.resolve(`${header}..${signature.toString('base64url')}`);
}

/**
 * @returns the key that signed the bytes.
 * @throws SignatureRefused when the JWS is missing, malformed, of an unknown key or of other bytes.
 */
export function verifyDetached(
  bytes: Uint8Array,
  jws: string | undefined,
  trusted: TrustedKeys,
): Promise<TrustedKey> {
  return new Promise((resolve) => resolve(signerOf(bytes, jws, trusted)));
}

function signerOf(bytes: Uint8Array, jws: string | undefined, trusted: TrustedKeys): TrustedKey {
  if (!jws) throw new SignatureRefused('the message carries no signature');
  const [header, payload, signature, ...rest] = jws.split('.');
  if (!header || payload !== '' || !signature || rest.length > 0) {
    throw new SignatureRefused('the signature is not a detached JWS');
  }
  const key = trusted.find(keyIdOf(header));
  if (!key) throw new SignatureRefused('the signature names a key that is not trusted here');
  if (!fits(signature, signingInput(header, bytes), key)) {
    throw new SignatureRefused('the signature does not fit the bytes');
  }
  return key;
}

function fits(encodedSignature: string, input: Buffer, { publicKey }: TrustedKey): boolean {
  const signature = Buffer.from(encodedSignature, 'base64url');
  return (
    signature.length === SIGNATURE_BYTES &&
    signature.toString('base64url') === encodedSignature &&
    verify(null, input, publicKey, signature)
  );
}

/** RFC 7515 §5.1: what is signed is the header and the payload as they would travel. */
function signingInput(header: string, bytes: Uint8Array): Buffer {
  return Buffer.from(`${header}.${encoded(bytes)}`);
}

function encoded(given: string | Uint8Array): string {
  return Buffer.from(given as Uint8Array).toString('base64url');
}

/** @throws SignatureRefused unless the header says EdDSA by a named key, and nothing that changes what is signed. */
function keyIdOf(encodedHeader: string): string {
  let header: unknown;
  try {
    header = JSON.parse(Buffer.from(encodedHeader, 'base64url').toString('utf8'));
  } catch {
    // An unreadable header names no key: refused below.
  }
  if (typeof header !== 'object' || header === null) {
    throw new SignatureRefused('the signature names no key');
  }
  const { alg, kid, crit, b64 } = header as Partial<Record<string, unknown>>;
  if (typeof kid !== 'string') throw new SignatureRefused('the signature names no key');
  if (alg !== 'EdDSA' || crit !== undefined || b64 !== undefined) {
    throw new SignatureRefused('the signature is of a kind that is not used here');
  }
  return kid;
}
