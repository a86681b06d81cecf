import { brokerAnswers } from './kafka-client.js';
import type { KafkaPart, PostgresPart } from './parts.js';
import { postgresAnswers, queryOnce, quoted } from './postgres-client.js';
import type { Run } from './run.js';

const SECOND = 1000;
const PATIENCE = 10 * SECOND;

/** A server of the user's: this run's databases are made on it and dropped at the end, those of crashed runs now. */
export async function givenPostgres(
  adminUrl: string,
  run: Run,
  crashed: string[],
): Promise<PostgresPart> {
  const version = await postgresAnswers(adminUrl, PATIENCE);
  for (const id of crashed) await dropDatabases(adminUrl, id);
  run.onStop(() => dropDatabases(adminUrl, run.id));
  return { description: `url ${version}`, adminUrl };
}

/** A broker of the user's: this run's topics carry its id and are deleted at the end, those of crashed runs now. */
export async function givenKafka(
  brokers: string[],
  run: Run,
  crashed: string[],
): Promise<KafkaPart> {
  const [first = ''] = brokers;
  if (!(await brokerAnswers(first, PATIENCE)))
    throw new Error(`No Kafka broker answers at ${first} (KAFKA_BROKERS).`);
  for (const id of crashed) await deleteTopicsOf(brokers, id);
  run.onStop(() => deleteTopicsOf(brokers, run.id));
  return { description: 'url', brokers, topicSuffix: run.id };
}

/** Drops all databases of a run. */
export async function dropDatabases(adminUrl: string, runId: string): Promise<void> {
  const ours = `yichu\\_${runId}\\_%`;
  const rows = await queryOnce<{ datname: string }>(
    adminUrl,
    'SELECT datname FROM pg_database WHERE datname LIKE $1',
    [ours],
  );
  for (const { datname } of rows)
    await queryOnce(adminUrl, `DROP DATABASE IF EXISTS ${quoted(datname)} WITH (FORCE)`);
}

async function deleteTopicsOf(brokers: string[], suffix: string): Promise<void> {
  // Loaded only here: it brings Nest and the Kafka client along.
  const { deleteTopics } = await import('#messaging');
  await deleteTopics(brokers, suffix);
}
