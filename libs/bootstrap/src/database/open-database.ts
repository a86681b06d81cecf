import { DataSource, type DataSourceOptions } from 'typeorm';
import { PreparingClient } from './preparing-client.js';
import { SnakeNaming } from './snake-naming.js';

const SECOND = 1000;
/** Any number that nobody else locks; instances of one service that start together take turns. */
const MIGRATION_LOCK = 7_210_531;

/** @returns the options of a service's database; also for tools and tests. */
export function databaseOptions(
  url: string,
  entities: DataSourceOptions['entities'],
  migrations: DataSourceOptions['migrations'],
  poolSize: number,
): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    entities: entities ?? [],
    migrations: migrations ?? [],
    migrationsTransactionMode: 'each',
    namingStrategy: new SnakeNaming(),
    poolSize,
    extra: {
      Client: PreparingClient,
      // Longer than a lull in the work: a new connection has all its statements to prepare again.
      idleTimeoutMillis: 60 * SECOND,
      // Of solid state. It also makes the plans right that are made while a table is still empty.
      options: '-c random_page_cost=1.1',
      keepAlive: true,
      keepAliveInitialDelayMillis: 10 * SECOND,
      // Who holds locks and falls silent (a frozen process, a cut line) loses them.
      idle_in_transaction_session_timeout: 30 * SECOND,
    },
    connectTimeoutMS: 5 * SECOND,
    // Queries are never logged: their parameters may name people.
    logging: false,
  };
}

/** Connects and brings the schema up to date before anything else sees the database. */
export async function openDatabase(options: DataSourceOptions): Promise<DataSource> {
  const dataSource = await new DataSource(options).initialize();
  try {
    await migrate(dataSource);
    return dataSource;
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
}

async function migrate(dataSource: DataSource): Promise<void> {
  const lock = dataSource.createQueryRunner();
  await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
  try {
    await dataSource.runMigrations();
  } finally {
    await lock.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    await lock.release();
  }
}
