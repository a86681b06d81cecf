import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Scope } from '../domain/contract.js';
import { writtenScope } from '../domain/snapshot-scope.js';
import {
  MOST_NUMBERS,
  type Snapshot,
  type SnapshotFile,
  type SnapshotState,
} from '../domain/snapshot.js';
import { pageOf, type Page, type PageRequest } from './page.js';

/** How far intake has come. */
export interface IntakePlace {
  epoch: number;
  position: number;
}

/** A file that no manifest names any more. */
export interface UnusedFile {
  snapshotId: string;
  sha256: string;
}

/** Full files that are kept of each scope: the newest, and the one that somebody may be loading. */
const FULL_FILES = 2;

/** The snapshots that were cut, by scope. */
@Injectable()
export class SnapshotStore {
  async intake(db: EntityManager): Promise<IntakePlace> {
    const rows = await db.query<{ epoch: number; position: string }[]>(
      'SELECT epoch, position FROM epoch, intake_head',
    );
    if (!rows[0]) throw new Error('The publisher has neither epoch nor place in the intake.');
    return { epoch: rows[0].epoch, position: Number(rows[0].position) };
  }

  /** The scopes of those who fetch snapshots, each once. */
  async scopesInUse(db: EntityManager): Promise<Scope[]> {
    const rows = await db.query<{ scope: Scope }[]>(
      `SELECT DISTINCT contract -> 'scope' AS scope FROM subscriber s WHERE EXISTS (SELECT FROM stream
         WHERE subscriber_id = s.id AND channel = 'snapshot' AND status <> 'disabled')`,
    );
    return [...new Map(rows.map(({ scope }) => [writtenScope(scope), scope])).values()];
  }

  /** The newest of a scope in this epoch, or the one that is held. */
  async newest(db: EntityManager, scope: Scope, state: SnapshotState): Promise<Snapshot | null> {
    const rows = await db.query<SnapshotRow[]>(
      `${SELECT} WHERE scope_key = $1 AND state = $2 AND s.epoch = (SELECT epoch FROM epoch)
       ORDER BY position DESC LIMIT 1`,
      [scopeKey(scope), state],
    );
    return rows[0] ? snapshotOf(rows[0]) : null;
  }

  async find(db: EntityManager, id: string, lock = false): Promise<Snapshot | null> {
    const rows = await db.query<SnapshotRow[]>(
      `${SELECT} WHERE s.id = $1 ${lock ? 'FOR UPDATE' : ''}`,
      [id],
    );
    return rows[0] ? snapshotOf(rows[0]) : null;
  }

  /** Newest first. */
  async list(
    db: EntityManager,
    state: SnapshotState | undefined,
    { after, limit }: PageRequest,
  ): Promise<Page<Snapshot>> {
    const rows = await db.query<SnapshotRow[]>(
      `${SELECT} WHERE ($1::text IS NULL OR s.id < $1) AND ($2::text IS NULL OR state = $2)
       ORDER BY s.id DESC LIMIT $3`,
      [after ?? null, state ?? null, limit + 1],
    );
    return pageOf(rows.map(snapshotOf), limit);
  }

  async countHeld(db: EntityManager): Promise<number> {
    const rows = await db.query<{ held: number }[]>(
      `SELECT count(*)::int AS held FROM snapshot WHERE state = 'held'`,
    );
    return rows[0]?.held ?? 0;
  }

  async insert(db: EntityManager, snapshot: Snapshot): Promise<void> {
    const { state, createdAt } = snapshot;
    await db.query(
      `INSERT INTO snapshot (id, scope_key, scope, epoch, position, base_position, state, listings, added,
         changed, removed, full_file, delta_file, created_at, published_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
      [
        snapshot.id,
        scopeKey(snapshot.scope),
        JSON.stringify(snapshot.scope),
        snapshot.epoch,
        snapshot.position,
        snapshot.basePosition,
        state,
        snapshot.listings,
        snapshot.added,
        snapshot.changed,
        snapshot.removed,
        JSON.stringify(snapshot.full),
        snapshot.delta && JSON.stringify(snapshot.delta),
        createdAt,
        state === 'published' ? createdAt : null,
      ],
    );
  }

  async release(db: EntityManager, id: string, now: Date): Promise<void> {
    await db.query(`UPDATE snapshot SET state = 'published', published_at = $2 WHERE id = $1`, [
      id,
      now,
    ]);
  }

  /** It was never offered; that it was cut and refused is kept, its files are not. */
  async discard(db: EntityManager, id: string): Promise<UnusedFile[]> {
    const snapshot = await this.find(db, id);
    await db.query(
      `UPDATE snapshot SET state = 'discarded', full_file = NULL, delta_file = NULL WHERE id = $1`,
      [id],
    );
    await db.query('DELETE FROM snapshot_cursor WHERE snapshot_id = $1', [id]);
    return snapshot ? filesOf(snapshot) : [];
  }

  /** Forgets what is too old to be asked for: numbers, full files, epochs, and scopes that nobody has. */
  async expire(db: EntityManager, scopesInUse: readonly Scope[]): Promise<UnusedFile[]> {
    const gone = await deleted(
      db,
      `DELETE FROM snapshot WHERE state <> 'held' AND (scope_key <> ALL ($1)
         OR epoch <> (SELECT epoch FROM epoch) OR id IN (SELECT id FROM (
           SELECT id, row_number() OVER (PARTITION BY scope_key ORDER BY position DESC, id DESC) AS nth
           FROM snapshot) numbered WHERE nth > $2))
       RETURNING id, full_file, delta_file`,
      [scopesInUse.map(scopeKey), MOST_NUMBERS],
    );
    const dropped = await deleted(
      db,
      `UPDATE snapshot s SET full_file = NULL FROM (SELECT id, full_file, row_number() OVER
         (PARTITION BY scope_key ORDER BY position DESC) AS nth
         FROM snapshot WHERE state = 'published' AND full_file IS NOT NULL) old
       WHERE old.id = s.id AND nth > $1
       RETURNING s.id, old.full_file, NULL AS delta_file`,
      [FULL_FILES],
    );
    return [...gone, ...dropped];
  }

  async idsOf(db: EntityManager, ids: readonly string[]): Promise<string[]> {
    const rows = await db.query<{ id: string }[]>('SELECT id FROM snapshot WHERE id = ANY ($1)', [
      ids,
    ]);
    return rows.map(({ id }) => id);
  }
}

/** Equal scopes share their files. */
export function scopeKey(scope: Scope): string {
  return createHash('sha256').update(writtenScope(scope)).digest('hex');
}

export const SELECT_SNAPSHOT = `SELECT s.id, s.scope, s.epoch, s.position, s.base_position, s.state,
  s.listings, s.added, s.changed, s.removed, s.full_file, s.delta_file, s.created_at`;
const SELECT = `${SELECT_SNAPSHOT} FROM snapshot s`;

export interface SnapshotRow {
  id: string;
  scope: Scope;
  epoch: number;
  position: string;
  base_position: string | null;
  state: SnapshotState;
  listings: string;
  added: string;
  changed: string;
  removed: string;
  full_file: SnapshotFile | null;
  delta_file: SnapshotFile | null;
  created_at: Date;
}

export function snapshotOf(row: SnapshotRow): Snapshot {
  return {
    id: row.id,
    scope: row.scope,
    epoch: row.epoch,
    position: Number(row.position),
    basePosition: row.base_position === null ? null : Number(row.base_position),
    state: row.state,
    listings: Number(row.listings),
    added: Number(row.added),
    changed: Number(row.changed),
    removed: Number(row.removed),
    full: row.full_file,
    delta: row.delta_file,
    createdAt: row.created_at,
  };
}

async function deleted(db: EntityManager, sql: string, values: unknown[]): Promise<UnusedFile[]> {
  type Files = Pick<SnapshotRow, 'id' | 'full_file' | 'delta_file'>;
  const [rows]: [Files[], number] = await db.query(sql, values);
  return rows.flatMap(({ id, full_file: full, delta_file: delta }) => filesOf({ id, full, delta }));
}

function filesOf({ id, full, delta }: Pick<Snapshot, 'id' | 'full' | 'delta'>): UnusedFile[] {
  return [full, delta].flatMap((file) => (file ? [{ snapshotId: id, sha256: file.sha256 }] : []));
}
