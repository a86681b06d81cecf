import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { PushedChange } from '../delivery/queued-push.js';
import type { Lane } from '../domain/stream-window.js';

/** How much of which stream is wanted. */
export interface WantedPushes {
  streamId: string;
  subscriberId: string;
  after: number;
  room: number;
}

export interface LoadedPush {
  streamId: string;
  obligationId: string;
  eventId: string;
  aggregateId: string;
  version: number;
  offset: number;
  applyBy: Date | null;
  isSuperseded: boolean;
  /** `itself`: it has a row among the waiting pushes. `older`: an older version of its listing has. */
  waits: 'itself' | 'older' | null;
}

export interface DuePush extends Omit<LoadedPush, 'waits'> {
  lane: Exclude<Lane, 'first'>;
  attempts: number;
}

/** What a stream did beyond its mark before somebody else took it over. */
export interface DonePush {
  offset: number;
  aggregateId: string;
  version: number;
}

/** What streams have to push, read in the order in which it has to go out. */
@Injectable()
export class PushStore {
  constructor(private readonly dataSource: DataSource) {}

  /** The next obligations of some streams, `room` of each at most, in the order of offsets. */
  async next(wanted: readonly WantedPushes[]): Promise<LoadedPush[]> {
    const rows: (LoadedPush & { offset: string })[] = await this.dataSource.query(
      `SELECT s.stream_id AS "streamId", o.id AS "obligationId", o.event_id AS "eventId",
         o.aggregate_id AS "aggregateId", o.version, o."offset", o.apply_by AS "applyBy",
         o.superseded_by IS NOT NULL AS "isSuperseded", w.waits
       FROM unnest($1::text[], $2::text[], $3::bigint[], $4::integer[]) WITH ORDINALITY
         AS s (stream_id, subscriber_id, after, room, place)
       CROSS JOIN LATERAL (
         SELECT id, event_id, coalesce(restriction_id, listing_id) AS aggregate_id, version,
           "offset", apply_by, superseded_by
         FROM obligation WHERE subscriber_id = s.subscriber_id AND "offset" > s.after
         ORDER BY "offset" LIMIT s.room) AS o
       LEFT JOIN LATERAL (
         SELECT CASE WHEN version = o.version THEN 'itself' ELSE 'older' END AS waits
         FROM waiting_push
         WHERE stream_id = s.stream_id AND aggregate_id = o.aggregate_id AND version <= o.version
         ORDER BY version DESC LIMIT 1) AS w ON true
       ORDER BY s.place, o."offset"`,
      [
        wanted.map(({ streamId }) => streamId),
        wanted.map(({ subscriberId }) => subscriberId),
        wanted.map(({ after }) => after),
        wanted.map(({ room }) => room),
      ],
    );
    return rows.map((row) => ({ ...row, offset: Number(row.offset) }));
  }

  /** Waiting pushes that are due, the longest due first. */
  async due(streamIds: readonly string[], room: number, now: Date): Promise<DuePush[]> {
    const rows: (DuePush & { offset: string })[] = await this.dataSource.query(
      `SELECT w.stream_id AS "streamId", w.obligation_id AS "obligationId",
         o.event_id AS "eventId", w.aggregate_id AS "aggregateId", w.version, w."offset", w.lane,
         w.attempts, o.apply_by AS "applyBy", o.superseded_by IS NOT NULL AS "isSuperseded"
       FROM unnest($1::text[]) AS s (id)
       CROSS JOIN LATERAL (
         SELECT * FROM waiting_push WHERE stream_id = s.id AND due_at <= $3
         ORDER BY due_at LIMIT $2) AS w
       JOIN obligation o ON o.id = w.obligation_id
       ORDER BY w.stream_id, w.due_at`,
      [streamIds, room, now],
    );
    return rows.map((row) => ({ ...row, offset: Number(row.offset) }));
  }

  /** Those whose bytes are still there. */
  async changes(eventIds: readonly string[]): Promise<PushedChange[]> {
    if (eventIds.length === 0) return [];
    return this.dataSource.query<PushedChange[]>(
      `SELECT event_id AS "eventId", listing_id AS "listingId", decision_id AS "decisionId",
         court_code AS "courtCode", bytes, jws, traceparent
       FROM change WHERE event_id = ANY($1) AND bytes IS NOT NULL`,
      [eventIds],
    );
  }

  /** What streams ended or were refused beyond their marks; there is little, and only after a take-over. */
  async doneBeyond(
    marks: readonly { streamId: string; settledOffset: number }[],
  ): Promise<Map<string, DonePush[]>> {
    if (marks.length === 0) return new Map();
    const rows: (DonePush & { streamId: string; offset: string })[] = await this.dataSource.query(
      `SELECT s.id AS "streamId", a."offset",
         coalesce(o.restriction_id, o.listing_id) AS "aggregateId", o.version
       FROM unnest($1::text[], $2::bigint[]) AS s (id, mark)
       JOIN attempt a ON a.stream_id = s.id AND a."offset" > s.mark
       JOIN obligation o ON o.id = a.obligation_id
       WHERE a.outcome IN ('delivered', 'nacked')`,
      [marks.map(({ streamId }) => streamId), marks.map(({ settledOffset }) => settledOffset)],
    );
    return Map.groupBy(
      rows.map((row) => ({ ...row, offset: Number(row.offset) })),
      ({ streamId }) => streamId,
    );
  }
}
