import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Seals a parked message's bytes (nonce, tag, ciphertext), bound to the row's id: nobody knows what is in them. */
export function seal(bytes: Buffer, key: Buffer, id: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(id));
  const ciphertext = Buffer.concat([cipher.update(bytes), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]);
}

/** Tells messages apart without telling what is in them. */
export function fingerprintOf(bytes: Buffer, jws: string | undefined, key: Buffer): Buffer {
  return createHmac('sha256', key)
    .update(`${jws ?? ''}\n`)
    .update(bytes)
    .digest();
}

/** @throws when the key, the id or the bytes are not those that were sealed. */
export function unseal(sealed: Buffer, key: Buffer, id: string): Buffer {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  const decipher = createDecipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(id)).setAuthTag(tag);
  return Buffer.concat([
    decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)),
    decipher.final(),
  ]);
}
