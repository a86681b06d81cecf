import type { EntityManager } from 'typeorm';
import type { Place } from './position-store.js';

/**
 * What makes an event one event: its id, as its signer gave it. Another trusted signer who copies the
 * bytes sends another message, and must not make the real one look like a duplicate (invariant 11).
 */
export interface InboxKey {
  signer: string;
  eventId: string;
}

/** An event to be taken in, and the key whose parked messages go first; null where none does. */
export interface Arriving extends InboxKey {
  queuedUnder: string | null;
}

export interface Intake {
  consumer: string;
  /** As the topic is called at the broker. */
  topic: string;
  arriving: readonly Arriving[];
  /** The position that moves with them, if it is to. */
  place: Place | null;
}

export interface TakenIn {
  /** The position was where it was believed to be. */
  moved: boolean;
  /** A key has parked messages: nothing was taken. */
  blocked: boolean;
  /** Whether an event is new, the first time that it is asked for. */
  takes(key: InboxKey): boolean;
}

/**
 * Moves the consumed position and takes events in, unless they were (in a transaction that committed)
 * or an earlier message of a key is parked: one statement, however many they are. The row that holds a
 * key is locked: a re-drive that is ending at this moment is waited for, so nothing queues behind a row
 * that is already gone. Nothing may stay of it where the position did not move.
 */
export async function takeIn(
  manager: EntityManager,
  { consumer, topic, arriving, place }: Intake,
): Promise<TakenIn> {
  const [row] = await manager.query<[TakenRow]>(TAKE_IN, [
    ...[consumer, topic],
    ...[place?.partition ?? null, String(place?.from ?? ''), String(place?.to ?? '')],
    arriving.map(({ signer }) => signer),
    arriving.map(({ eventId }) => eventId),
    [...new Set(arriving.map(({ queuedUnder }) => queuedUnder))].filter((key) => key !== null),
  ]);
  const taken = new Set(row.taken.map(([signer, eventId]) => nameOf({ signer, eventId })));
  return {
    moved: row.moved,
    blocked: row.blocked,
    takes: (key) => taken.delete(nameOf(key)),
  };
}

const TAKE_IN = `
  WITH moved AS (
    UPDATE consumed_position SET next_offset = nullif($5, '')::bigint
    WHERE consumer = $1 AND topic = $2 AND partition = $3 AND next_offset = nullif($4, '')::bigint
    RETURNING 1),
  blocked AS (
    SELECT 1 FROM unnest($8::text[]) AS queue (key) CROSS JOIN LATERAL (
      SELECT 1 FROM parked WHERE consumer = $1 AND topic = $2 AND key = queue.key
      AND (blocks OR reason = 'QUEUED_BEHIND') ORDER BY seq DESC LIMIT 1 FOR SHARE) AS newest),
  taken AS (
    INSERT INTO inbox (consumer, signer, event_id)
    SELECT $1, signer, event_id FROM unnest($6::text[], $7::text[]) AS arriving (signer, event_id)
    WHERE ($3::integer IS NULL OR EXISTS (SELECT FROM moved)) AND NOT EXISTS (SELECT FROM blocked)
    ON CONFLICT DO NOTHING RETURNING signer, event_id)
  SELECT $3::integer IS NULL OR EXISTS (SELECT FROM moved) AS moved,
    EXISTS (SELECT FROM blocked) AS blocked,
    coalesce((SELECT json_agg(json_build_array(signer, event_id)) FROM taken), '[]') AS taken`;

interface TakenRow {
  moved: boolean;
  blocked: boolean;
  taken: [signer: string, eventId: string][];
}

function nameOf({ signer, eventId }: InboxKey): string {
  return `${signer} ${eventId}`;
}

export async function wasTakenIn(
  manager: EntityManager,
  consumer: string,
  { signer, eventId }: InboxKey,
): Promise<boolean> {
  const rows = await manager.query<unknown[]>(
    'SELECT 1 FROM inbox WHERE consumer = $1 AND signer = $2 AND event_id = $3',
    [consumer, signer, eventId],
  );
  return rows.length === 1;
}
