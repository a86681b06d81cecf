import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Deadline } from '../deadlines/deadline-for.js';
import type { Scope } from '../domain/contract.js';
import { MOST_NUMBERS, type Snapshot } from '../domain/snapshot.js';
import { PublisherSettings } from '../config.js';
import type { CutReader } from './list-cut.js';
import { scopeKey, SELECT_SNAPSHOT, snapshotOf, type SnapshotRow } from './snapshot.store.js';

/** A snapshot that a subscriber may fetch. */
export interface OfferedSnapshot extends Snapshot {
  /** The last of the subscriber's offsets before the cut: its feed goes on behind it. */
  offset: number;
  /** It may hold what is in it. */
  taken: boolean;
}

/** Where to start from for a reader whose cursor has expired. */
export interface NewestSnapshot {
  manifestUrl: string;
  position: number;
  /** Its feed goes on behind this offset. */
  startFrom: number;
}

/**
 * Who may fetch which snapshot. One that was cut before a subscriber was there, or while its contract
 * was another, is not for it: of what came in between it was not told.
 */
@Injectable()
export class SnapshotReaderStore {
  constructor(private readonly settings: PublisherSettings) {}

  /**
   * Offers a snapshot to those who were there when it was cut. The caller has the single writer's turn,
   * so that no contract is edited meanwhile; whoever's was edited since the cut is left out.
   */
  async offer(db: EntityManager, snapshotId: string, readers: readonly CutReader[]): Promise<void> {
    await db.query(
      `INSERT INTO snapshot_cursor (snapshot_id, subscriber_id, "offset")
       SELECT $1, r.id, r."offset" FROM unnest($2::text[], $3::bigint[], $4::int[])
         AS r (id, "offset", contract_version)
       JOIN subscriber s ON s.id = r.id AND s.contract_version = r.contract_version`,
      [
        snapshotId,
        readers.map(({ subscriberId }) => subscriberId),
        readers.map(({ offset }) => offset),
        readers.map(({ contractVersion }) => contractVersion),
      ],
    );
  }

  /**
   * Offers a snapshot to one who came after the cut, if nothing was taken in since. The caller has the
   * single writer's turn.
   */
  async offerLate(db: EntityManager, snapshot: Snapshot, subscriberId: string): Promise<void> {
    await db.query(
      `INSERT INTO snapshot_cursor (snapshot_id, subscriber_id, "offset")
       SELECT $1, id, next_offset - 1 FROM subscriber, intake_head, epoch
       WHERE id = $2 AND position = $3 AND epoch = $4
       ON CONFLICT DO NOTHING`,
      [snapshot.id, subscriberId, snapshot.position, snapshot.epoch],
    );
  }

  /** What a subscriber may fetch under its scope, newest first; from number `upTo` back. */
  async offered(
    db: EntityManager,
    subscriberId: string,
    scope: Scope,
    { upTo, limit = MOST_NUMBERS }: { upTo?: number; limit?: number } = {},
  ): Promise<OfferedSnapshot[]> {
    const rows = await db.query<(SnapshotRow & { offset: string; taken: boolean })[]>(
      `${SELECT_SNAPSHOT}, c."offset", c.taken_at IS NOT NULL AS taken
       FROM snapshot s JOIN snapshot_cursor c ON c.snapshot_id = s.id AND c.subscriber_id = $1
       WHERE scope_key = $2 AND s.epoch = (SELECT epoch FROM epoch) AND state = 'published'
         AND ($3::bigint IS NULL OR s.position <= $3)
       ORDER BY s.position DESC LIMIT $4`,
      [subscriberId, scopeKey(scope), upTo ?? null, limit],
    );
    return rows.map((row) => ({
      ...snapshotOf(row),
      offset: Number(row.offset),
      taken: row.taken,
    }));
  }

  /** It may hold what is in the snapshot from now on. */
  async take(
    db: EntityManager,
    snapshot: Snapshot,
    subscriberId: string,
    now: Date,
  ): Promise<void> {
    await db.query(
      `UPDATE snapshot_cursor SET taken_at = coalesce(taken_at, $3)
       WHERE snapshot_id = $1 AND subscriber_id = $2`,
      [snapshot.id, subscriberId, now],
    );
    await db.query(
      'UPDATE subscriber SET snapshot_position = greatest(snapshot_position, $2) WHERE id = $1',
      [subscriberId, snapshot.position],
    );
  }

  /** The subscriber's offset at another number of the same scope; null where that was not for it. */
  async offsetAt(
    db: EntityManager,
    subscriberId: string,
    { scope, epoch, position }: Pick<Snapshot, 'scope' | 'epoch' | 'position'>,
  ): Promise<number | null> {
    const rows = await db.query<{ offset: string }[]>(
      `SELECT "offset" FROM snapshot_cursor JOIN snapshot s ON s.id = snapshot_id
       WHERE subscriber_id = $1 AND scope_key = $2 AND s.epoch = $3 AND s.position = $4
         AND state = 'published'`,
      [subscriberId, scopeKey(scope), epoch, position],
    );
    return rows[0] ? Number(rows[0].offset) : null;
  }

  /** What no other stream has shown it was made available with this file, and its deadlines start. */
  async makeAvailable(
    db: EntityManager,
    subscriberId: string,
    { offset, now, deadline }: { offset: number; now: Date; deadline: Deadline },
  ): Promise<void> {
    await db.query(
      `UPDATE obligation SET available_at = $3, apply_by = $4, apply_by_provisional = $5,
         legal_basis = $6, sla_source = $7
       WHERE subscriber_id = $1 AND "offset" <= $2 AND available_at IS NULL`,
      [
        ...[subscriberId, offset, now, deadline.applyBy, deadline.provisional],
        ...[deadline.legalBasis, deadline.slaSource],
      ],
    );
  }

  /** Null when it has no enabled snapshot stream, or none was cut for it yet. */
  async newestFor(db: EntityManager, subscriberId: string): Promise<NewestSnapshot | null> {
    const rows = await db.query<{ stream: string; scope: Scope }[]>(
      `SELECT stream.id AS stream, contract -> 'scope' AS scope FROM stream
       JOIN subscriber s ON s.id = subscriber_id
       WHERE s.id = $1 AND channel = 'snapshot' AND status = 'enabled' ORDER BY stream.id LIMIT 1`,
      [subscriberId],
    );
    const [row] = rows;
    if (!row) return null;
    const [newest] = await this.offered(db, subscriberId, row.scope, { limit: 1 });
    return newest
      ? {
          manifestUrl: manifestUrl(this.settings, row.stream, newest.position),
          position: newest.position,
          startFrom: newest.offset,
        }
      : null;
  }
}

/** Of one number: it stays the same while others are cut. */
export function manifestUrl({ publicUrl }: PublisherSettings, stream: string, number: number) {
  return `${publicUrl}/v1/streams/${stream}/snapshots/${number}`;
}

export function fileUrl(
  settings: PublisherSettings,
  stream: string,
  number: number,
  name: string,
): string {
  return `${manifestUrl(settings, stream, number)}/files/${name}`;
}
