import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals what rows may not hold in the clear: what a paper says, and to whom it was served. AES-256-GCM
 * under a key of its own (derived from the service's), bound to the row's id.
 */
export class FactsEnvelope {
  private readonly key: Buffer;

  constructor(serviceKey: Buffer) {
    this.key = Buffer.from(hkdfSync('sha256', serviceKey, '', 'yichu:court-documents', 32));
  }

  seal(value: object, id: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce).setAAD(Buffer.from(id));
    const sealed = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, sealed, cipher.getAuthTag()]);
  }

  /** @throws when the key, the row or the bytes are not those that were sealed. */
  open<T extends object>(sealed: Uint8Array, id: string): T {
    const decipher = createDecipheriv('aes-256-gcm', this.key, sealed.subarray(0, NONCE_BYTES))
      .setAAD(Buffer.from(id))
      .setAuthTag(sealed.subarray(-TAG_BYTES));
    const plain = [decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()];
    return JSON.parse(Buffer.concat(plain).toString('utf8')) as T;
  }
}
