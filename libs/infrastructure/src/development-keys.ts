import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  generateOwnedJwk,
  SigningKeys,
  withoutPrivatePart,
  type KeyOwner,
  type OwnedJwk,
  type SigningKey,
} from '#signing';

export type Service = 'decision' | 'registry' | 'publisher';

export interface DevelopmentKeys {
  /** Private keys of one service, for its `SIGNING_KEYS_FILE`; the decision's holds the courts' too. */
  signingKeysFile(service: Service): string;
  /** Everybody's public keys, for `TRUSTED_KEYS_FILE`. */
  trustedKeysFile: string;
  /** Signs staff tokens, in place of the courts' identity provider. */
  issuer: SigningKey;
}

const ISSUER_FILE = 'issuer.jwks.json';
const TRUSTED_FILE = 'trusted.jwks.json';

/**
 * Makes the keys that a development stack needs, as files: `decision.jwks.json`,
 * `registry.jwks.json`, `publisher.jwks.json`, `issuer.jwks.json` (private) and `trusted.jwks.json`
 * (public). Existing ones are kept.
 */
export function createDevelopmentKeys(dir: string, courts: readonly string[]): DevelopmentKeys {
  mkdirSync(dir, { recursive: true, mode: 0o755 });
  const courtOwners = courts.map((court): KeyOwner => `court:${court}`);
  if (!existsSync(join(dir, TRUSTED_FILE))) {
    writeKeys(dir, {
      decision: ['decision', ...courtOwners],
      registry: ['registry'],
      publisher: ['publisher'],
      issuer: ['issuer'],
    });
  }
  return openDevelopmentKeys(dir);
}

/** The same for keys that exist. */
export function openDevelopmentKeys(dir: string): DevelopmentKeys {
  return {
    signingKeysFile: (service) => join(dir, `${service}.jwks.json`),
    trustedKeysFile: join(dir, TRUSTED_FILE),
    issuer: SigningKeys.fromFile(join(dir, ISSUER_FILE)).of('issuer'),
  };
}

function writeKeys(dir: string, holders: Record<Service | 'issuer', KeyOwner[]>): void {
  const everybody: OwnedJwk[] = [];
  for (const [holder, owners] of Object.entries(holders)) {
    const keys = owners.map((owner) => generateOwnedJwk(owner, keyId(owner)));
    everybody.push(...keys);
    write(join(dir, `${holder}.jwks.json`), keys, 0o600);
  }
  // Last: it is what tells that all are there.
  write(join(dir, TRUSTED_FILE), everybody.map(withoutPrivatePart), 0o644);
}

/** Differs from stack to stack, so that a key of another one is unknown rather than wrong. */
function keyId(owner: KeyOwner): string {
  return `dev-${owner.split(':')[0]}-${randomBytes(4).toString('hex')}`;
}

function write(path: string, keys: object[], mode: number): void {
  writeFileSync(path, JSON.stringify({ keys }, null, 2), { mode });
}
