import { encodeTime } from 'ulid';
import type { IdPrefix } from '#contracts';

/** Tables kept by month of an id, and what a month of them is bounded by. */
export const PARTITIONED = [
  { table: 'change', key: 'event_id', prefix: 'evt' },
  { table: 'obligation', key: 'id', prefix: 'obl' },
  { table: 'attempt', key: 'id', prefix: 'dlv' },
  // What was said and seen of an obligation lies with the obligation's month.
  { table: 'receipt', key: 'obligation_id', prefix: 'obl' },
  { table: 'look', key: 'obligation_id', prefix: 'obl' },
] as const satisfies readonly { table: string; key: string; prefix: IdPrefix }[];
type Partitioned = (typeof PARTITIONED)[number];

/** Months that exist ahead: a job that is down for weeks stops nothing. */
const MONTHS_AHEAD = 2;
const TIME_DIGITS = 10;

interface Queryable {
  query(sql: string, parameters?: unknown[]): Promise<unknown>;
}

/**
 * Makes the partitions of this month and the next ones, where they are missing, and one for what
 * belongs to none: an insert never fails for want of a partition. Months are those of UTC.
 * @returns the names of those it made.
 */
export async function createPartitions(db: Queryable, now: Date): Promise<string[]> {
  const made: string[] = [];
  for (const each of PARTITIONED) {
    if (!(await isPartitioned(db, each.table))) continue;
    await db.query(
      `CREATE TABLE IF NOT EXISTS ${otherPartition(each.table)} PARTITION OF ${each.table} DEFAULT`,
    );
    for (let ahead = 0; ahead <= MONTHS_AHEAD; ahead++) {
      const month = monthOf(now, ahead);
      if (await exists(db, partitionName(each.table, month))) continue;
      await createMonth(db, each, month);
      made.push(partitionName(each.table, month));
    }
  }
  return made;
}

/** The first moment of the month that `at` lies in, or of one `ahead` of it. */
export function monthOf(at: Date, ahead = 0): Date {
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + ahead, 1));
}

/** Such as `obligation_2026_11`. */
export function partitionName(table: string, month: Date): string {
  return `${table}_${month.toISOString().slice(0, 7).replace('-', '_')}`;
}

/** Where rows of months lie that have no partition. */
export function otherPartition(table: string): string {
  return `${table}_other`;
}

/** The smallest id of that moment: a ULID begins with its milliseconds. */
export function smallestId(prefix: IdPrefix, at: Date): string {
  return `${prefix}_${encodeTime(at.getTime(), TIME_DIGITS)}`;
}

/**
 * Beside the traffic: attaching waits for nobody who reads or writes, and what fell into the other
 * partition while the month was missing moves over.
 */
async function createMonth(
  db: Queryable,
  { table, key, prefix }: Partitioned,
  month: Date,
): Promise<void> {
  const name = partitionName(table, month);
  const from = smallestId(prefix, month);
  const to = smallestId(prefix, monthOf(month, 1));
  await db.query(`CREATE TABLE ${name} (LIKE ${table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)`);
  await db.query(
    `WITH strayed AS (
       DELETE FROM ${otherPartition(table)} WHERE ${key} >= '${from}' AND ${key} < '${to}' RETURNING *)
     INSERT INTO ${name} SELECT * FROM strayed`,
  );
  await db.query(
    `ALTER TABLE ${table} ATTACH PARTITION ${name} FOR VALUES FROM ('${from}') TO ('${to}')`,
  );
}

async function isPartitioned(db: Queryable, table: string): Promise<boolean> {
  const found = await db.query('SELECT FROM pg_partitioned_table WHERE partrelid = $1::regclass', [
    table,
  ]);
  return Array.isArray(found) && found.length > 0;
}

async function exists(db: Queryable, table: string): Promise<boolean> {
  const found = await db.query('SELECT 1 WHERE to_regclass($1) IS NOT NULL', [table]);
  return Array.isArray(found) && found.length > 0;
}
