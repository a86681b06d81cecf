import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Deadline } from '../deadlines/deadline-for.js';
import type { Channel, StreamStatus } from '../domain/stream.js';

export interface Stream {
  id: string;
  subscriberId: string;
  channel: Channel;
  status: StreamStatus;
  url: string | null;
  /** Kafka only. */
  topic: string | null;
  keyId: string | null;
  deliveredOffset: number;
  cursorOffset: number;
  createdAt: Date;
}

export interface NewStream {
  id: string;
  subscriberId: string;
  channel: Channel;
  url: string | null;
  sealedSecret: Buffer | null;
  keyId: string | null;
  createdAt: Date;
  /** `enabled` where it has nothing to prove. */
  status?: StreamStatus;
  ratePerSecond?: number | null;
  maxInFlight?: number | null;
}

@Injectable()
export class StreamStore {
  async insert(db: EntityManager, stream: NewStream): Promise<void> {
    const { id, subscriberId, channel, url, sealedSecret, keyId, createdAt } = stream;
    const { status = 'enabled', ratePerSecond = null, maxInFlight = null } = stream;
    await db.query(
      `INSERT INTO stream (id, subscriber_id, channel, status, url, sealed_secret, key_id,
         created_at, rate_per_second, max_in_flight)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        ...[id, subscriberId, channel, status, url, sealedSecret, keyId, createdAt],
        ...[ratePerSecond, maxInFlight],
      ],
    );
  }

  async find(db: EntityManager, id: string): Promise<Stream | null> {
    const rows: StreamRow[] = await db.query(`${SELECT} WHERE id = $1`, [id]);
    return rows[0] ? streamOf(rows[0]) : null;
  }

  async ofSubscriber(db: EntityManager, subscriberId: string): Promise<Stream[]> {
    const rows: StreamRow[] = await db.query(`${SELECT} WHERE subscriber_id = $1 ORDER BY id`, [
      subscriberId,
    ]);
    return rows.map(streamOf);
  }

  async setStatus(db: EntityManager, id: string, status: StreamStatus): Promise<void> {
    await db.query('UPDATE stream SET status = $2 WHERE id = $1', [id, status]);
  }

  async setCursor(db: EntityManager, id: string, offset: number): Promise<void> {
    await db.query('UPDATE stream SET cursor_offset = $2 WHERE id = $1', [id, offset]);
  }

  /** What waits for its next try is due now: a stream that resumes does not sit out old pauses. */
  async makePushesDue(db: EntityManager, id: string, now: Date): Promise<void> {
    await db.query(
      `UPDATE waiting_push SET due_at = $2
       WHERE stream_id = $1 AND lane <> 'nacked' AND due_at > $2`,
      [id, now],
    );
  }

  /** From now on the feed shows everything, so every deadline that did not run yet starts. */
  async startDeadlines(
    db: EntityManager,
    subscriberId: string,
    now: Date,
    deadline: Deadline,
  ): Promise<void> {
    await db.query(
      `UPDATE obligation SET available_at = $2, apply_by = $3, apply_by_provisional = $4,
         legal_basis = $5, sla_source = $6
       WHERE subscriber_id = $1 AND available_at IS NULL`,
      [
        subscriberId,
        now,
        deadline.applyBy,
        deadline.provisional,
        deadline.legalBasis,
        deadline.slaSource,
      ],
    );
  }
}

const SELECT = `SELECT id, subscriber_id, channel, status, url, topic, key_id, delivered_offset,
  cursor_offset, created_at FROM stream`;

interface StreamRow {
  id: string;
  subscriber_id: string;
  channel: Channel;
  status: StreamStatus;
  url: string | null;
  topic: string | null;
  key_id: string | null;
  delivered_offset: string;
  cursor_offset: string;
  created_at: Date;
}

function streamOf(row: StreamRow): Stream {
  return {
    id: row.id,
    subscriberId: row.subscriber_id,
    channel: row.channel,
    status: row.status,
    url: row.url,
    topic: row.topic,
    keyId: row.key_id,
    deliveredOffset: Number(row.delivered_offset),
    cursorOffset: Number(row.cursor_offset),
    createdAt: row.created_at,
  };
}
