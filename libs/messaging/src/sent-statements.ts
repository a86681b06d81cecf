import type { PoolClient, QueryResultRow } from 'pg';
import type { EntityManager } from 'typeorm';

/** SQL and its parameters. */
export interface Statement {
  text: string;
  values: unknown[];
}

/** The connection under a transaction. */
export async function connectionOf({ queryRunner }: EntityManager): Promise<PoolClient> {
  if (!queryRunner) throw new Error('There is no transaction.');
  return (await queryRunner.connect()) as PoolClient;
}

export async function rowsOf<Row>(
  connection: PoolClient,
  { text, values }: Statement,
): Promise<Row[]> {
  const { rows } = await connection.query<Row & QueryResultRow>(text, values);
  return rows;
}

/** The statements of one transaction that were sent without waiting for their ends. */
export class SentStatements {
  private readonly ends: Promise<unknown>[] = [];

  add(connection: PoolClient, { text, values }: Statement): void {
    const end = connection.query(text, values);
    // Looked at when the transaction ends.
    end.catch(() => undefined);
    this.ends.push(end);
  }

  /**
   * What the transaction returned. After a statement that failed Postgres rolls back whatever the
   * commit says, and refuses what came behind it: the first failure tells why.
   */
  async orFailed<T>(transaction: Promise<T>): Promise<T> {
    const [own] = await Promise.allSettled([transaction]);
    for (const end of await Promise.allSettled(this.ends)) {
      if (end.status === 'rejected') throw end.reason;
    }
    if (own.status === 'rejected') throw own.reason;
    return own.value;
  }
}
