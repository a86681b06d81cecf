import { Inject, Injectable } from '@nestjs/common';
import { Client, escapeLiteral } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { SERVICE_CONFIG, type ServiceConfig } from '#bootstrap';
import type { Scope } from '../domain/contract.js';
import { scopeTakesListing, type ScopedListing } from '../domain/scope.js';
import { writtenScope } from '../domain/snapshot-scope.js';

/** The publisher's database at one place in the intake, for as long as it is read. */
export interface ListCut {
  epoch: number;
  position: number;
  /** Who may be offered what is cut for a scope: each with its last offset at this place. */
  readers(scope: Scope): Promise<CutReader[]>;
  /**
   * What is listed, and what has left the list since `base`, as rows `reference 0x02 line` in the order
   * of their references. To be read to its end.
   */
  rows(scope: Scope, base: number | null): Promise<AsyncIterable<Buffer>>;
}

export interface CutReader {
  subscriberId: string;
  offset: number;
  contractVersion: number;
}

/** Any fixed number: it only has to be the same in every process of the publisher. */
const ONE_BUILDER = 8_471_206;
const CONNECT_MS = 5_000;

/**
 * Cuts the list. One transaction sees it at one place, and because the single writer commits one change
 * after the other, its place needs nobody to wait: intake goes on while it is read, however long that
 * takes.
 */
@Injectable()
export class ListCutter {
  constructor(@Inject(SERVICE_CONFIG) private readonly config: ServiceConfig) {}

  /**
   * Runs `work` on a connection of its own, which a failure closes: a list half read can't be given back.
   * @returns `busy` when another process is at it.
   */
  async run<T>(work: (cut: () => Promise<ListCut>) => Promise<T>): Promise<T | 'busy'> {
    const client = new Client({
      connectionString: this.config.databaseUrl,
      connectionTimeoutMillis: CONNECT_MS,
      keepAlive: true,
    });
    // Without a listener a broken connection would end the process; queries fail by themselves.
    client.on('error', () => {});
    await client.connect();
    try {
      const { rows } = await client.query<{ mine: boolean }>(
        'SELECT pg_try_advisory_lock($1) AS mine',
        [ONE_BUILDER],
      );
      return rows[0]?.mine ? await work(() => cutOf(client)) : 'busy';
    } finally {
      // The lock and the transaction end with the connection.
      await client.end().catch(() => {});
    }
  }
}

async function cutOf(client: Client): Promise<ListCut> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const { rows } = await client.query<{ epoch: number; position: string }>(
    'SELECT epoch, position FROM epoch, intake_head',
  );
  const [row] = rows;
  if (!row) throw new Error('The publisher has neither epoch nor place in the intake.');
  return {
    epoch: row.epoch,
    position: Number(row.position),
    readers: (scope) => readersOf(client, scope),
    rows: async (scope, base) =>
      client.query(
        copyTo(
          `COPY (${rowsOf(base, await conditionOf(client, scope))})
           TO STDOUT (FORMAT csv, DELIMITER E'\\x02', QUOTE E'\\x01')`,
        ),
      ),
  };
}

async function readersOf(client: Client, scope: Scope): Promise<CutReader[]> {
  const { rows } = await client.query<ReaderRow>(
    `SELECT id, next_offset - 1 AS "offset", contract_version, contract -> 'scope' AS scope
     FROM subscriber WHERE EXISTS (SELECT FROM stream
       WHERE subscriber_id = subscriber.id AND channel = 'snapshot')`,
  );
  const written = writtenScope(scope);
  return rows
    .filter((row) => writtenScope(row.scope) === written)
    .map((row) => ({
      subscriberId: row.id,
      offset: Number(row.offset),
      contractVersion: row.contract_version,
    }));
}

/**
 * Which heads a scope takes. The scope itself decides, on each court and subject type that there is,
 * so that there is one truth about what it covers.
 */
async function conditionOf(client: Client, scope: Scope): Promise<string> {
  if (writtenScope(scope) === '{}') return 'true';
  const { rows } = await client.query<ScopedListing>(
    `SELECT DISTINCT court_code AS "courtCode", subject_type AS "subjectType" FROM listing_head`,
  );
  const taken = rows.filter((row) => scopeTakesListing(scope, row));
  if (taken.length === 0) return 'false';
  const pairs = taken.map(
    ({ courtCode, subjectType }) => `(${escapeLiteral(courtCode)}, ${escapeLiteral(subjectType)})`,
  );
  return `(court_code, subject_type) IN (VALUES ${pairs.join(', ')})`;
}

function rowsOf(base: number | null, inScope: string): string {
  // Heads from before contents were kept, and taken in since by a process of an older release.
  const content = `coalesce(content::text, json_strip_nulls(json_build_object('state', 'PUBLISHED',
    'court', json_build_object('code', court_code), 'caseNumber', case_number,
    'subject', json_build_object('type', subject_type, 'uscc', uscc)))::text)`;
  const listed = `
    SELECT listing_id,
      '{"listingRef":"' || listing_id || '","version":' || version || ',' || substr(${content}, 2) AS line
    FROM listing_head WHERE required_presence = 'present' AND ${inScope}`;
  const left = `
    SELECT listing_id, '{"op":"DEL","listingRef":"' || listing_id || '","version":' || version || '}'
    FROM listing_head WHERE required_presence = 'absent' AND changed_position > listed_position
      AND changed_position > ${Number(base)} AND left_position > ${Number(base)} AND ${inScope}`;
  return `${base === null ? listed : `${listed} UNION ALL ${left}`} ORDER BY 1`;
}

interface ReaderRow {
  id: string;
  offset: string;
  contract_version: number;
  scope: Scope;
}
