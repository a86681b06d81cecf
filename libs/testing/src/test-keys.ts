import { join } from 'node:path';
import { createDevelopmentKeys, type DevelopmentKeys, type Infrastructure } from '#infrastructure';
import { SigningKeys, type KeyOwner, type SigningKey } from '#signing';
import { testInfrastructure } from './test-infrastructure.js';

/** Courts that have a key in tests; the first is the one that most tests act for. */
export const TEST_COURTS = ['皖0104', '皖0103'] as const;

export interface TestKeys extends DevelopmentKeys {
  /** Anybody's private key: tests sign as courts, services, and forgers. */
  of(owner: KeyOwner): SigningKey;
}

/** The keys of one test file, made once and shared by its services. */
export async function testKeys(given?: Infrastructure): Promise<TestKeys> {
  const { runDir } = given ?? (await testInfrastructure());
  const dir = join(runDir, 'keys');
  const files = createDevelopmentKeys(dir, TEST_COURTS);
  return {
    ...files,
    of: (owner) => SigningKeys.fromFile(join(dir, `${holderOf(owner)}.jwks.json`)).of(owner),
  };
}

function holderOf(owner: KeyOwner): string {
  return owner.startsWith('court:') ? 'decision' : owner;
}
