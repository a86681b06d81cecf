import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PublisherSettings } from '../config.js';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Streams' signing secrets at rest: AES-256-GCM, bound to the stream's id, so that a row copied onto
 * another stream does not open. Stored as nonce, tag, ciphertext.
 */
@Injectable()
export class StreamSecrets {
  constructor(private readonly settings: PublisherSettings) {}

  seal(streamId: string, secret: Buffer): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.settings.secretsKey, nonce);
    cipher.setAAD(Buffer.from(streamId));
    const sealed = Buffer.concat([cipher.update(secret), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  }

  /** @throws when the key is another one, or the bytes were tampered with. */
  open(streamId: string, sealed: Buffer): Buffer {
    const nonce = sealed.subarray(0, NONCE_BYTES);
    const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
    const decipher = createDecipheriv(ALGORITHM, this.settings.secretsKey, nonce);
    decipher.setAAD(Buffer.from(streamId));
    decipher.setAuthTag(tag);
    return Buffer.concat([
      decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)),
      decipher.final(),
    ]);
  }
}
