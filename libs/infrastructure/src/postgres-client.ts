import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';

const POLL_MS = 30;

/**
 * Waits until a server takes connections.
 * @returns its version, `18.4`.
 */
export async function postgresAnswers(
  url: string,
  patienceMs: number,
  isRunning: () => boolean = () => true,
): Promise<string> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    try {
      const [row] = await queryOnce<{ server_version: string }>(url, 'SHOW server_version');
      return row?.server_version.split(' ')[0] ?? 'unknown';
    } catch (error) {
      if (!isRunning() || performance.now() > deadline) throw error;
    }
    await wait(POLL_MS);
  }
}

/** One statement over a connection of its own, as `CREATE DATABASE` wants it. */
export async function queryOnce<Row>(
  url: string,
  statement: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  // The server may be stopped under us; the query's own failure tells.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(statement, values)).rows as Row[];
  } finally {
    await client.end();
  }
}

/** Ours are made of letters, digits and underscores; anything else would be a mistake of the caller. */
export function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}

/** The address of another database on the same server. */
export function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}
