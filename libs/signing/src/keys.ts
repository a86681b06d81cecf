import { readFileSync } from 'node:fs';
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import type { KeyOwner } from '#contracts';

/** An Ed25519 JWK (RFC 8037) with its owner; `d` only in a private file. */
export interface OwnedJwk {
  kty: 'OKP';
  crv: 'Ed25519';
  x: string;
  d?: string;
  kid: string;
  use: 'sig';
  alg: 'EdDSA';
  owner: KeyOwner;
}

export interface SigningKey {
  kid: string;
  owner: KeyOwner;
  privateKey: KeyObject;
}

export interface TrustedKey {
  kid: string;
  owner: KeyOwner;
  publicKey: KeyObject;
}

/**
 * The private keys that one service holds: its own, and for repair-decision its courts'. Of several of
 * one owner the last in the file signs. So a key is changed in three steps, each a restart: the new
 * public part into everybody's trusted keys (and by it the JWKS); once the JWKS' readers have it, the
 * new private part to the end of the signing file; and when nothing that the old one signed counts any
 * more (tokens live 90 days), the old public part out of the trusted keys.
 */
export class SigningKeys {
  private readonly byOwner: Map<KeyOwner, SigningKey>;

  constructor(jwks: readonly OwnedJwk[]) {
    this.byOwner = new Map(
      jwks.map((jwk) => [
        jwk.owner,
        {
          kid: jwk.kid,
          owner: jwk.owner,
          privateKey: createPrivateKey({ key: { ...jwk }, format: 'jwk' }),
        },
      ]),
    );
  }

  static fromFile(path: string): SigningKeys {
    return new SigningKeys(readJwks(path));
  }

  /** @throws when this service holds no key of that owner. */
  of(owner: KeyOwner): SigningKey {
    const key = this.byOwner.get(owner);
    if (!key)
      throw new Error(`No signing key of ${owner} is configured; add it to the signing keys file.`);
    return key;
  }
}

/** The public keys that a service believes, by key id. */
export class TrustedKeys {
  private readonly byKid: Map<string, TrustedKey>;

  constructor(private readonly jwks: readonly OwnedJwk[]) {
    this.byKid = new Map(
      jwks.map((jwk) => [
        jwk.kid,
        {
          kid: jwk.kid,
          owner: jwk.owner,
          publicKey: createPublicKey({ key: { ...jwk }, format: 'jwk' }),
        },
      ]),
    );
  }

  static fromFile(path: string): TrustedKeys {
    return new TrustedKeys(readJwks(path));
  }

  find(kid: string): TrustedKey | undefined {
    return this.byKid.get(kid);
  }

  /** The JWKS document of some owners, as published; never holds private parts. */
  publicJwks(owners: readonly KeyOwner[]): { keys: Omit<OwnedJwk, 'd'>[] } {
    return { keys: this.jwks.filter((jwk) => owners.includes(jwk.owner)).map(withoutPrivatePart) };
  }
}

/** Makes a new key pair for development; production keys come from the court's key ceremony. */
export function generateOwnedJwk(owner: KeyOwner, kid: string): OwnedJwk {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { x, d } = privateKey.export({ format: 'jwk' });
  if (!x || !d) throw new Error('The platform returned an Ed25519 key without its coordinates.');
  return { kty: 'OKP', crv: 'Ed25519', x, d, kid, use: 'sig', alg: 'EdDSA', owner };
}

export function withoutPrivatePart(jwk: OwnedJwk): Omit<OwnedJwk, 'd'> {
  const { d: _private, ...rest } = jwk;
  return rest;
}

function readJwks(path: string): OwnedJwk[] {
  const document = JSON.parse(readFileSync(path, 'utf8')) as { keys: OwnedJwk[] };
  return document.keys;
}
