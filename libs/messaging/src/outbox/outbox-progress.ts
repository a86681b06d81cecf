import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import type { Topic } from '#contracts';

export interface PublishableRow {
  seq: string;
  id: string;
  topic: Topic;
  key: string;
  payload: Buffer;
  headers: Record<string, string>;
}

/** "yichu out" as a number: the lock that makes one relay per database the only one. */
const RELAY_LOCK = 0x79696f75;
const BATCH_ROWS = 500;
/** A broker takes 1 MiB per partition and request; a batch may end on one partition. */
const BATCH_BYTES = 640 * 1024;

/**
 * Which outbox rows are on Kafka. A row counts as unpublished until its progress says otherwise, so a
 * transaction that commits late with a low `seq` is never passed over (no `seq > last` cursor).
 */
export class OutboxProgress {
  private session: QueryRunner | undefined;

  constructor(private readonly dataSource: DataSource) {}

  /** Takes the relay's lock on a connection kept for it; Postgres frees it when its holder dies. */
  async acquire(): Promise<boolean> {
    if (this.session) return true;
    const session = this.dataSource.createQueryRunner();
    try {
      const [row] = (await session.query('SELECT pg_try_advisory_lock($1) AS held', [
        RELAY_LOCK,
      ])) as [{ held: boolean }];
      if (row.held) {
        // A mark that a crash of the database loses costs one repetition, which every inbox knows.
        await session.query('SET synchronous_commit = off');
        this.session = session;
      }
      return row.held;
    } finally {
      if (!this.session) await session.release();
    }
  }

  async release(): Promise<void> {
    const session = this.session;
    this.session = undefined;
    if (!session || session.isReleased) return;
    await session.query('SELECT pg_advisory_unlock($1)', [RELAY_LOCK]).catch(() => undefined);
    await session.query('RESET synchronous_commit').catch(() => undefined);
    if (!session.isReleased) await session.release();
  }

  /** The oldest unpublished rows, as many as fit one request. Reads on the lock's connection: no lock, no rows. */
  async nextBatch(): Promise<{ rows: PublishableRow[]; more: boolean }> {
    const found = (await this.onLockedSession(
      // Payloads beyond one request stay where they are: hundreds of large ones would be read in vain.
      `SELECT o.seq, o.id, o.aggregatetype AS topic, o.aggregateid AS key, o.headers,
              CASE WHEN sum(octet_length(o.payload)) OVER so_far <= ${BATCH_BYTES}
                     OR row_number() OVER so_far = 1 THEN o.payload END AS payload
       FROM outbox_progress p JOIN outbox o ON o.seq = p.seq
       WHERE p.published_at IS NULL
       WINDOW so_far AS (ORDER BY p.seq ROWS UNBOUNDED PRECEDING)
       ORDER BY p.seq LIMIT ${BATCH_ROWS}`,
      [],
    )) as (Omit<PublishableRow, 'payload'> & { payload: Buffer | null })[];
    const rows = found.filter((row): row is PublishableRow => row.payload !== null);
    return { rows, more: rows.length < found.length || found.length === BATCH_ROWS };
  }

  async markPublished(seqs: string[]): Promise<void> {
    await this.onLockedSession(
      'UPDATE outbox_progress SET published_at = now() WHERE seq = ANY($1::bigint[])',
      [seqs],
    );
  }

  async isBehind(): Promise<boolean> {
    const [row] = await this.dataSource.query<[{ behind: boolean }]>(
      'SELECT EXISTS (SELECT 1 FROM outbox_progress WHERE published_at IS NULL) AS behind',
    );
    return row.behind;
  }

  async forgetSince(manager: EntityManager, since: Date): Promise<number> {
    const [row] = await manager.query<[{ count: number }]>(
      `WITH again AS (
         UPDATE outbox_progress p SET published_at = NULL FROM outbox o
         WHERE o.seq = p.seq AND o.created_at >= $1 AND p.published_at IS NOT NULL RETURNING p.seq)
       SELECT count(*)::int AS count FROM again`,
      [since],
    );
    return row.count;
  }

  private async onLockedSession(sql: string, parameters: unknown[]): Promise<unknown> {
    if (!this.session) throw new Error('the relay does not hold its lock');
    return (await this.session.query(sql, parameters)) as unknown;
  }
}
