import { setTimeout as wait } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { ConsumerSupervisor, OutboxRelay } from '#messaging';
import type { TestService } from './test-service.js';

const SECOND = 1000;
const PATIENCE = 30 * SECOND;
const POLL_MS = 10;

/**
 * Lets messages flow until none is left: every outbox is on Kafka, and every service has settled all
 * that is on its topics. The services are in this process, so nothing has to be slept for.
 *
 * @throws when they do not come to rest within 30 s.
 */
export async function drain(...services: TestService[]): Promise<void> {
  const deadline = performance.now() + PATIENCE;
  while (!(await isAtRest(services))) {
    if (performance.now() > deadline) throw new Error('The services did not come to rest.');
    await wait(POLL_MS);
  }
}

/** Caught up with all that was published, and handling it brought nothing new. */
async function isAtRest(services: TestService[]): Promise<boolean> {
  const before = await written(services);
  await Promise.all(services.map((service) => service.get(OutboxRelay).drain()));
  const caughtUp = await Promise.all(
    services.map((service) => service.get(ConsumerSupervisor).caughtUp()),
  );
  return caughtUp.every(Boolean) && (await written(services)) === before;
}

/** Outbox rows are only ever inserted, so their number tells whether there was another. */
async function written(services: TestService[]): Promise<number> {
  const counts = await Promise.all(
    services.map((service) =>
      service.get(DataSource).query<{ n: number }[]>('SELECT count(*)::int AS n FROM outbox'),
    ),
  );
  return counts.reduce((sum, [row]) => sum + (row?.n ?? 0), 0);
}
