import { Client } from 'pg';

/** What Postgres did between two readings, for the costs of a hot path. */
export interface Counters {
  commits: number;
  inserted: number;
  updated: number;
  deleted: number;
  walBytes: number;
  fsyncs: number;
}

export interface Statement {
  query: string;
  calls: number;
  rows: number;
  ms: number;
}

/**
 * The publisher's tables as a bench reads them: over a connection of its own and by index alone,
 * because asking over HTTP, again and again, would be part of what is measured.
 */
export class PublisherTables {
  private constructor(private readonly client: Client) {}

  static async open(databaseUrl: string): Promise<PublisherTables> {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    return new PublisherTables(client);
  }

  /** How many obligations these subscribers were given so far. */
  async takenIn(subscribers: readonly string[]): Promise<number> {
    const { rows } = await this.client.query<{ count: string }>(
      'SELECT coalesce(sum(next_offset - 1), 0) AS count FROM subscriber WHERE id = ANY($1)',
      [subscribers],
    );
    return Number(rows[0]?.count);
  }

  /**
   * Whether the outcome of each delivery is committed, among each subscriber's `last` newest obligations.
   * By `delivered_at` and not by the state: an older version is superseded long before it is delivered.
   */
  async allDelivered(subscribers: readonly string[], last: number): Promise<boolean> {
    const { rowCount } = await this.client.query(
      `SELECT FROM unnest($1::text[]) AS wanted (id) JOIN subscriber USING (id)
       CROSS JOIN LATERAL (
         SELECT FROM obligation
         WHERE subscriber_id = subscriber.id AND "offset" >= subscriber.next_offset - $2
           AND delivered_at IS NULL LIMIT 1) AS undelivered
       LIMIT 1`,
      [subscribers, last],
    );
    return rowCount === 0;
  }

  async setRate(streamId: string, perSecond: number): Promise<void> {
    await this.client.query('UPDATE stream SET rate_per_second = $2 WHERE id = $1', [
      streamId,
      perSecond,
    ]);
  }

  async counters(): Promise<Counters> {
    // Each backend reports once a second at most; by then all of them have.
    await this.client.query('SELECT pg_stat_force_next_flush(), pg_sleep(1.5)');
    const { rows } = await this.client.query<Record<keyof Counters, string>>(
      `SELECT xact_commit AS commits, tup_inserted AS inserted, tup_updated AS updated,
         tup_deleted AS deleted, wal_bytes AS "walBytes",
         (SELECT coalesce(sum(fsyncs), 0) FROM pg_stat_io WHERE object = 'wal') AS fsyncs
       FROM pg_stat_database, pg_stat_wal WHERE datname = current_database()`,
    );
    return Object.fromEntries(
      Object.entries(rows[0] ?? {}).map(([name, value]) => [name, Number(value)]),
    ) as unknown as Counters;
  }

  /** Statements by how often they were called since `forgetStatements`; needs `pg_stat_statements`. */
  async statements(): Promise<Statement[]> {
    const { rows } = await this.client.query<Statement>(
      `SELECT regexp_replace(query, '\\s+', ' ', 'g') AS query, calls::float8 AS calls,
         rows::float8 AS rows, round(total_exec_time)::float8 AS ms
       FROM pg_stat_statements
       WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
       ORDER BY total_exec_time DESC LIMIT 40`,
    );
    return rows;
  }

  async forgetStatements(): Promise<void> {
    await this.client.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
    await this.client.query('SELECT pg_stat_statements_reset()');
  }

  close(): Promise<void> {
    return this.client.end();
  }
}

/** Takes effect when the server is started again. */
export async function preloadStatementCounts(adminUrl: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query("ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'");
  } finally {
    await client.end();
  }
}
