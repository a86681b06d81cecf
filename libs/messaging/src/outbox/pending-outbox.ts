import { createHash } from 'node:crypto';
import { JWS_HEADER, MAX_MESSAGE_BYTES, parseEvent, type Topic, type YichuEvent } from '#contracts';
import { signDetached, type SigningKey } from '#signing';
import type { Statement } from '../sent-statements.js';
import { childTraceparent } from '../trace-context.js';

export interface OutgoingMessage {
  topic: Topic;
  /** Its `partitionkey` is the Kafka key. */
  event: YichuEvent;
  /** Default: the service's own key. */
  signWith?: SigningKey;
  /** What caused it, where one transaction ends several matters; default: the transaction's own. */
  traceparent?: string;
}

interface OutboxRow {
  id: string;
  aggregatetype: Topic;
  aggregateid: string;
  type: string;
  payload: Buffer;
  headers: Record<string, string>;
}

/** The messages of one transaction: fixed and signed when published, written together before the commit. */
export class PendingOutbox {
  private readonly rows: OutboxRow[] = [];

  get isEmpty(): boolean {
    return this.rows.length === 0;
  }

  async add(
    { topic, event }: OutgoingMessage,
    key: SigningKey,
    traceparent: string,
  ): Promise<void> {
    const payload = Buffer.from(JSON.stringify(event));
    assertPublishable(topic, event, payload);
    this.rows.push({
      id: event.id,
      aggregatetype: topic,
      aggregateid: event.partitionkey,
      type: event.type,
      payload,
      headers: {
        [JWS_HEADER]: await signDetached(payload, key),
        traceparent: childTraceparent(traceparent),
      },
    });
  }

  /**
   * What writes them, last before the commit; null when there is nothing to write.
   *
   * Two transactions that write messages of one key take turns from here to their commit, so that the
   * order of `seq` is the order of commits per key. Locks are taken in one order: no deadlock.
   */
  statement(): Statement | null {
    if (this.isEmpty) return null;
    const locks = [...new Set(this.rows.map(lockOf))].sort((a, b) => (a < b ? -1 : 1));
    return {
      text: WRITE,
      values: [
        this.rows.map((row) => row.id),
        this.rows.map((row) => row.aggregatetype),
        this.rows.map((row) => row.aggregateid),
        this.rows.map((row) => row.type),
        this.rows.map((row) => row.payload),
        this.rows.map((row) => JSON.stringify(row.headers)),
        locks.map(String),
      ],
    };
  }
}

/** The locks are the statement's first step: numbers are given only once all are held. */
const WRITE = `
  WITH locked AS MATERIALIZED (
    SELECT pg_advisory_xact_lock(key) AS lock FROM unnest($7::bigint[]) AS key),
  written AS (
    INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload, headers)
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::jsonb[])
    WHERE (SELECT count(lock) FROM locked) > 0
    RETURNING seq)
  INSERT INTO outbox_progress (seq) SELECT seq FROM written`;

/** What a consumer would park must not leave this service in the first place. */
function assertPublishable(topic: Topic, event: YichuEvent, payload: Buffer): void {
  const parsed = parseEvent(topic, payload);
  if (!parsed.ok)
    throw new Error(`${event.type} does not fit its schema on ${topic}: ${parsed.detail}`);
  if (payload.length > MAX_MESSAGE_BYTES) {
    throw new Error(
      `${event.type} has ${payload.length} bytes; consumers park what is above ${MAX_MESSAGE_BYTES}`,
    );
  }
}

function lockOf(row: OutboxRow): bigint {
  return createHash('sha256')
    .update(`outbox ${row.aggregatetype} ${row.aggregateid}`)
    .digest()
    .readBigInt64BE();
}
