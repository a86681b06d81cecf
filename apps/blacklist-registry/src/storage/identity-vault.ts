import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  randomBytes,
  type KeyObject,
} from 'node:crypto';

/** A natural person's name and 公民身份号码: personal information of the sensitive kind (PIPL Art 28). */
export interface PersonIdentity {
  name: string;
  idNumber: string;
}

/** The natural person who stands for a unit; the debtor is the unit. */
export interface UnitIdentity {
  legalRepresentative: string;
}

export interface SealedIdentity {
  keyId: string;
  /** nonce (12 bytes) ‖ ciphertext ‖ tag (16 bytes). */
  ciphertext: Buffer;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * The only code that turns identities into what may be stored: one AES-256-GCM envelope per listing,
 * bound to the row's id so that envelopes cannot be swapped between rows, and a keyed index
 * (HMAC-SHA256), because a bare hash of 18 digits can be tried out in seconds.
 */
export class IdentityVault {
  private readonly keyId: string;
  // As key objects: from plain bytes Node would make one for each call, at many times the call's cost.
  private readonly encryptionKey: KeyObject;
  private readonly indexKey: KeyObject;

  constructor(encryptionKey: Buffer, indexKey: Buffer) {
    this.encryptionKey = createSecretKey(encryptionKey);
    this.indexKey = createSecretKey(indexKey);
    this.keyId = `aes-${createHash('sha256').update(encryptionKey).digest('hex').slice(0, 12)}`;
  }

  seal(identity: PersonIdentity | UnitIdentity, boundTo: string): SealedIdentity {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.encryptionKey, nonce);
    cipher.setAAD(Buffer.from(boundTo));
    const sealed = Buffer.concat([cipher.update(JSON.stringify(identity), 'utf8'), cipher.final()]);
    return { keyId: this.keyId, ciphertext: Buffer.concat([nonce, sealed, cipher.getAuthTag()]) };
  }

  /** @throws when the envelope is of another key or another row, or was altered. */
  open(sealed: SealedIdentity, boundTo: string): PersonIdentity {
    return this.unseal(sealed, boundTo) as PersonIdentity;
  }

  /** @throws as `open`. */
  openUnit(sealed: SealedIdentity, boundTo: string): UnitIdentity {
    return this.unseal(sealed, boundTo) as UnitIdentity;
  }

  private unseal(sealed: SealedIdentity, boundTo: string): unknown {
    if (sealed.keyId !== this.keyId) {
      throw new Error(
        `The identity of ${boundTo} is sealed with key ${sealed.keyId}, which is not configured.`,
      );
    }
    const { ciphertext } = sealed;
    const decipher = createDecipheriv(
      'aes-256-gcm',
      this.encryptionKey,
      ciphertext.subarray(0, NONCE_BYTES),
    );
    decipher.setAAD(Buffer.from(boundTo));
    decipher.setAuthTag(ciphertext.subarray(-TAG_BYTES));
    const plain = Buffer.concat([
      decipher.update(ciphertext.subarray(NONCE_BYTES, -TAG_BYTES)),
      decipher.final(),
    ]);
    return JSON.parse(plain.toString('utf8'));
  }

  /**
   * `sha256:<hex>`, keyed: names a content that may hold an identity number, may travel, and gives
   * nobody without the key the means to try numbers out.
   */
  digestOf(text: string): string {
    return `sha256:${createHmac('sha256', this.indexKey).update(text).digest('hex')}`;
  }

  /** The same person always gets the same key; without the index key nobody can compute it. */
  personKey(idNumber: string): string {
    return createHmac('sha256', this.indexKey).update(idNumber).digest('hex');
  }
}
