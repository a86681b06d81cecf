import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Channel, StreamStatus } from '../domain/stream.js';

export interface LaggingStream {
  id: string;
  channel: Channel;
  status: StreamStatus;
  /** Changes that it has not settled, and those of them that failed and are tried again. */
  lag: number;
  /** Since when the first of them is there; null where nothing lags. */
  since: Date | null;
}

export interface StreamFigures {
  /** The most lagging ones: a scrape has as many series with a thousand streams as with a hundred. */
  lagging: LaggingStream[];
  counts: { channel: Channel; status: StreamStatus; count: number }[];
  breakers: { state: string; count: number }[];
  /** Streams whose breaker is not closed, some of them where there are many. */
  broken: string[];
}

/** Streams that are named in the metrics, at most. */
export const NAMED_STREAMS = 50;

/** How far streams are behind; one look-up per stream at most, whatever waits for it. */
@Injectable()
export class StreamLagStore {
  constructor(private readonly dataSource: DataSource) {}

  async read(): Promise<StreamFigures> {
    const lagging = await this.dataSource.query<LaggingRow[]>(LAGGING);
    const counts = await this.dataSource.query<StreamFigures['counts']>(
      'SELECT channel, status, count(*)::integer AS count FROM stream GROUP BY channel, status',
    );
    const breakers = await this.dataSource.query<StreamFigures['breakers']>(
      `SELECT coalesce(p.breaker ->> 'state', 'closed') AS state, count(*)::integer AS count
       FROM push_progress p JOIN stream s ON s.id = p.stream_id AND s.status <> 'disabled' GROUP BY 1`,
    );
    const broken = await this.dataSource.query<{ id: string }[]>(
      `SELECT p.stream_id AS id FROM push_progress p
       JOIN stream s ON s.id = p.stream_id AND s.status <> 'disabled'
       WHERE p.breaker ->> 'state' IN ('open', 'half-open') ORDER BY 1 LIMIT ${NAMED_STREAMS}`,
    );
    return {
      lagging: lagging.map((row) => ({ ...row, lag: Number(row.lag) })),
      counts,
      breakers,
      broken: broken.map(({ id }) => id),
    };
  }
}

interface LaggingRow extends Omit<LaggingStream, 'lag'> {
  lag: string;
}

/** Of one stream's pushes that wait for another try, so many are counted. */
const WAITING_COUNTED = 100;

const LAGGING = `
  WITH progress AS (
    SELECT s.id, s.channel, s.status, s.subscriber_id, sub.next_offset - 1 AS newest, w.waiting, w.oldest,
      CASE WHEN s.channel = 'feed' THEN s.delivered_offset ELSE coalesce(p.settled_offset, 0) END AS settled
    FROM stream s JOIN subscriber sub ON sub.id = s.subscriber_id
    LEFT JOIN push_progress p ON p.stream_id = s.id
    CROSS JOIN LATERAL (SELECT count(*) AS waiting, min(obligation_id) AS oldest FROM (
      -- How far it is settled is written down now and then only: what lies beyond is counted there.
      SELECT obligation_id FROM waiting_push WHERE stream_id = s.id AND lane = 'retry'
        AND "offset" <= coalesce(p.settled_offset, 0)
      ORDER BY obligation_id LIMIT ${WAITING_COUNTED}) AS first) AS w
    WHERE s.status <> 'disabled' AND s.channel IN ('webhook', 'kafka', 'feed')
  ), lagging AS (
    SELECT *, newest - settled + waiting AS lag FROM progress
    WHERE newest > settled OR waiting > 0 ORDER BY lag DESC, id LIMIT ${NAMED_STREAMS})
  SELECT l.id, l.channel, l.status, l.lag, least(untried.created_at, failed.created_at) AS since
  FROM lagging l
  LEFT JOIN LATERAL (SELECT created_at FROM obligation
    WHERE subscriber_id = l.subscriber_id AND "offset" > l.settled ORDER BY "offset" LIMIT 1) AS untried ON true
  LEFT JOIN LATERAL (SELECT created_at FROM obligation WHERE id = l.oldest) AS failed ON true
  ORDER BY lag DESC, l.id`;
