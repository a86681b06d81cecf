import { AppModule } from '../apps/blacklist-registry/src/app.module.js';
import { registryMigrations } from '../apps/blacklist-registry/src/storage/migrations/index.js';
import { startTestService, type FixedClock, type TestService } from '#testing';

/** The registry as it is, for specs that let it work with another service in one process. */
export function startRegistry(clock?: FixedClock): Promise<TestService> {
  return startTestService({
    name: 'blacklist-registry',
    migrations: registryMigrations,
    ...(clock && { clock }),
    module: (config) =>
      AppModule.with({
        ...config,
        identityEncryptionKey: Buffer.alloc(32, 2),
        identityIndexKey: Buffer.alloc(32, 3),
        dormantAfterDays: 730,
      }),
  });
}
