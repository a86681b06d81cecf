import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { HIDDEN, HIDDEN_SIGNATURES } from '../domain/hidden-headers.js';
import { pageOf, type Page, type PageRequest } from './page.js';

/** What was sent and what came of it, as operations and the subscriber itself see it. */
export interface AttemptView {
  /** The delivery's id: `jti` of its `yichu-delivery`. */
  id: string;
  stream: string;
  obligation: string;
  offset: number;
  attempt: number;
  startedAt: Date;
  finishedAt: Date | null;
  durationMs: number | null;
  outcome: string | null;
  httpStatus: number | null;
  detail: string | null;
  /** How the receiver's answer began. */
  answer: string | null;
  request: AttemptRequest;
}

/** As it went out, but for what only the receiver can make: the signatures under its secret. */
export interface AttemptRequest {
  method: string;
  url: string | null;
  topic: string | null;
  headers: Record<string, string>;
  /** The event's exact text; null once it is no longer kept. */
  body: string | null;
}

export interface AttemptFilter extends PageRequest {
  outcome?: string | undefined;
  since?: Date | undefined;
}

/** Attempts are kept as what came of them; what was sent is put together from change and stream. */
@Injectable()
export class AttemptViewStore {
  constructor(private readonly dataSource: DataSource) {}

  /** Of a stream, by the change's place in it, newest first; `after` ended the page before. */
  async ofStream(streamId: string, filter: AttemptFilter): Promise<Page<AttemptView>> {
    const { after, limit, outcome, since } = filter;
    const rows: AttemptRow[] = await this.dataSource.query(
      `${SELECT} WHERE a.stream_id = $1
         AND ($2::text IS NULL OR (a."offset", a.id) <
           ((SELECT p."offset" FROM attempt p WHERE p.id = $2 AND p.stream_id = $1), $2))
         AND ($3::text IS NULL OR a.outcome = $3)
         AND ($4::timestamptz IS NULL OR a.started_at >= $4)
       ORDER BY a."offset" DESC, a.id DESC LIMIT $5`,
      [streamId, after ?? null, outcome ?? null, since ?? null, limit + 1],
    );
    return pageOf(rows.map(viewOf), limit);
  }

  async ofObligation(obligationId: string): Promise<AttemptView[]> {
    const rows: AttemptRow[] = await this.dataSource.query(
      `${SELECT} WHERE a.obligation_id = $1
         AND a."offset" = (SELECT "offset" FROM obligation WHERE id = $1)
         AND a.stream_id IN (SELECT s.id FROM stream s JOIN obligation told
           ON told.subscriber_id = s.subscriber_id WHERE told.id = $1)
       ORDER BY a.id`,
      [obligationId],
    );
    return rows.map(viewOf);
  }
}

const SELECT = `SELECT a.id, a.stream_id AS stream, a.obligation_id AS obligation,
    a."offset"::integer AS "offset", a.attempt, a.started_at AS "startedAt",
    a.finished_at AS "finishedAt", a.outcome, a.http_status AS "httpStatus", a.detail, a.answer,
    s.topic, coalesce(address.url, s.url) AS url, o.event_id AS "eventId", c.bytes, c.jws
  FROM attempt a
  JOIN stream s ON s.id = a.stream_id
  LEFT JOIN LATERAL (
    SELECT url FROM stream_address WHERE stream_id = a.stream_id AND since <= a.started_at
     ORDER BY since DESC LIMIT 1) AS address ON true
  LEFT JOIN obligation o ON o.id = a.obligation_id
  LEFT JOIN change c ON c.event_id = o.event_id`;

interface AttemptRow extends Omit<AttemptView, 'durationMs' | 'request'> {
  topic: string | null;
  url: string | null;
  eventId: string | null;
  bytes: Buffer | null;
  jws: string | null;
}

function viewOf({ topic, url, eventId, bytes, jws, ...row }: AttemptRow): AttemptView {
  const { startedAt, finishedAt } = row;
  return {
    ...row,
    durationMs: finishedAt && finishedAt.getTime() - startedAt.getTime(),
    request: {
      method: topic === null ? 'POST' : 'PRODUCE',
      url,
      topic,
      headers: {
        'content-type': 'application/cloudevents+json',
        ...(eventId !== null && { 'webhook-id': eventId }),
        'webhook-timestamp': String(Math.floor(startedAt.getTime() / 1000)),
        'webhook-signature': HIDDEN_SIGNATURES,
        ...(jws !== null && { 'yichu-event-jws': jws }),
        'yichu-delivery': HIDDEN,
      },
      body: bytes && bytes.toString('utf8'),
    },
  };
}
