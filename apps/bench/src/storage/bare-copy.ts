import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Client } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';

/**
 * What Postgres alone can do with the same rows on the same machine: one `COPY` of all rows of
 * `listing`, with all their columns, into an empty table with the same columns, checks and indexes
 * (`LIKE listing INCLUDING ALL`), in one transaction, from a file that was written before. No versions,
 * no ledger, no messages, no checks of codes, no sealing.
 * @returns rows per second.
 */
export async function bareCopy(databaseUrl: string, file: string): Promise<number> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows: columns } = await client.query<{ name: string }>(
      `SELECT quote_ident(column_name) AS name FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name = 'listing' AND is_generated = 'NEVER'
        ORDER BY ordinal_position`,
    );
    const names = columns.map(({ name }) => name).join(', ');
    await pipeline(
      client.query(copyTo(`COPY listing (${names}) TO STDOUT`)),
      createWriteStream(file),
    );
    await client.query('CREATE TABLE bare_listing (LIKE listing INCLUDING ALL)');
    await settle(client);
    const start = performance.now();
    const sink = client.query(copyFrom(`COPY bare_listing (${names}) FROM STDIN`));
    await pipeline(createReadStream(file), sink);
    return Math.round(sink.rowCount / ((performance.now() - start) / 1000));
  } finally {
    await client.query('DROP TABLE IF EXISTS bare_listing').finally(() => client.end());
  }
}

/** What was written before is not to be paid for now. */
async function settle(client: Client): Promise<void> {
  await client.query('CHECKPOINT').catch(() => undefined);
}
