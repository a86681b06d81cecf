import { Client } from 'pg';

/** Subscribers by what they agreed to. */
export interface Groups {
  /** The first of them is told of every change. */
  all: readonly string[];
  claiming: readonly string[];
  newestOnly: readonly string[];
}

/** What is left to do at the end of a soak, asked of the tables: pages over HTTP would take minutes. */
export class SoakTables {
  constructor(private readonly databaseUrl: string) {}

  /**
   * Changes not taken in yet, obligations neither delivered nor refused, and claims not yet looked at.
   */
  async open(changes: number, members: Groups): Promise<number> {
    // A connection for each question: the server is killed now and then.
    const client = new Client({ connectionString: this.databaseUrl });
    client.on('error', () => undefined);
    await client.connect();
    try {
      const { rows } = await client.query<{ open: string }>(
        `SELECT $2::bigint - (SELECT next_offset - 1 FROM subscriber WHERE id = ($1::text[])[1]) + (
           SELECT count(*) FROM obligation o
           WHERE subscriber_id = ANY($1) AND o.delivered_at IS NULL
             AND NOT (state = 'superseded' AND subscriber_id = ANY($4)) AND NOT EXISTS (
             SELECT FROM attempt WHERE obligation_id = o.id AND outcome = 'nacked')
         ) + (
           SELECT count(*) FROM obligation
           WHERE subscriber_id = ANY($3) AND state IN ('delivered', 'applied')
         ) AS open`,
        [members.all, changes, members.claiming, members.newestOnly],
      );
      return Number(rows[0]?.open);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
