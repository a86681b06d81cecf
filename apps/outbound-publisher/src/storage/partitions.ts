import { encodeTime } from 'ulid';
import type { IdPrefix } from '#contracts';

/** Tables kept by month, and the prefix of the id that says which. */
export const PARTITIONED = [
  { table: 'change', prefix: 'evt' },
  { table: 'obligation', prefix: 'obl' },
  { table: 'attempt', prefix: 'dlv' },
] as const satisfies readonly { table: string; prefix: IdPrefix }[];

/** Months that exist ahead: a job that is down for weeks stops nothing. */
const MONTHS_AHEAD = 1;
const TIME_DIGITS = 10;

interface Queryable {
  query(sql: string): Promise<unknown>;
}

/**
 * Makes the partitions of this month and the next ones, where they are missing, and one for what
 * belongs to none: an insert never fails for want of a partition. Months are those of UTC.
 */
export async function createPartitions(db: Queryable, now: Date): Promise<void> {
  for (const { table, prefix } of PARTITIONED) {
    await db.query(`CREATE TABLE IF NOT EXISTS ${table}_other PARTITION OF ${table} DEFAULT`);
    for (let ahead = 0; ahead <= MONTHS_AHEAD; ahead++) {
      const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1));
      const to = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1, 1));
      await db.query(
        `CREATE TABLE IF NOT EXISTS ${partitionName(table, from)} PARTITION OF ${table}
         FOR VALUES FROM ('${bound(prefix, from)}') TO ('${bound(prefix, to)}')`,
      );
    }
  }
}

/** Such as `obligation_2026_11`. */
export function partitionName(table: string, month: Date): string {
  return `${table}_${month.toISOString().slice(0, 7).replace('-', '_')}`;
}

/** The smallest id of that moment: a ULID begins with its milliseconds. */
function bound(prefix: IdPrefix, at: Date): string {
  return `${prefix}_${encodeTime(at.getTime(), TIME_DIGITS)}`;
}
