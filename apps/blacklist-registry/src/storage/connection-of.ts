import type { PoolClient } from 'pg';
import type { EntityManager } from 'typeorm';

/** The connection under a transaction, for what TypeORM has no words for: COPY, statements planned anew. */
export async function connectionOf(manager: EntityManager): Promise<PoolClient> {
  if (!manager.queryRunner) throw new Error('There is no transaction.');
  return (await manager.queryRunner.connect()) as PoolClient;
}
