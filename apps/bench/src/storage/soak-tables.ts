import { Client } from 'pg';

/** What is left to do at the end of a soak, asked of the tables: pages over HTTP would take minutes. */
export class SoakTables {
  constructor(private readonly databaseUrl: string) {}

  /**
   * Changes not taken in yet, obligations neither delivered nor refused, and claims not yet looked at.
   * @param members the first of them is told of every change.
   */
  async open(
    changes: number,
    members: readonly string[],
    claiming: readonly string[],
  ): Promise<number> {
    // A connection for each question: the server is killed now and then.
    const client = new Client({ connectionString: this.databaseUrl });
    client.on('error', () => undefined);
    await client.connect();
    try {
      const { rows } = await client.query<{ open: string }>(
        `SELECT $2::bigint - (SELECT next_offset - 1 FROM subscriber WHERE id = ($1::text[])[1]) + (
           SELECT count(*) FROM obligation o
           WHERE subscriber_id = ANY($1) AND o.delivered_at IS NULL AND NOT EXISTS (
             SELECT FROM attempt WHERE obligation_id = o.id AND outcome = 'nacked')
         ) + (
           SELECT count(*) FROM obligation
           WHERE subscriber_id = ANY($3) AND state IN ('delivered', 'applied')
         ) AS open`,
        [members, changes, claiming],
      );
      return Number(rows[0]?.open);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
