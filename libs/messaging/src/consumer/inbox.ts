import type { EntityManager } from 'typeorm';

/**
 * What makes an event one event: its id, as its signer gave it. Another trusted signer who copies the
 * bytes sends another message, and must not make the real one look like a duplicate (invariant 11).
 */
export interface InboxKey {
  consumer: string;
  signer: string;
  eventId: string;
}

/** The topic and key whose parked messages go first. */
export interface Queue {
  topic: string;
  key: string;
}

/**
 * Takes an event in, unless it was (in a transaction that committed) or an earlier message of its key
 * is parked. The row that holds the key is locked: a re-drive that is ending at this moment is waited
 * for, so nothing queues behind a row that is already gone.
 */
export async function takeIn(
  manager: EntityManager,
  key: InboxKey,
  queue: Queue | null,
): Promise<'taken' | 'duplicate' | 'blocked'> {
  const [row] = await manager.query<[{ blocked: boolean; taken: boolean }]>(
    `WITH blocked AS (
       SELECT 1 FROM parked WHERE consumer = $1 AND topic = $4 AND key = $5
       AND (blocks OR reason = 'QUEUED_BEHIND') ORDER BY seq DESC LIMIT 1 FOR SHARE),
     taken AS (
       INSERT INTO inbox (consumer, signer, event_id)
       SELECT $1, $2, $3 WHERE NOT EXISTS (SELECT 1 FROM blocked)
       ON CONFLICT DO NOTHING RETURNING 1)
     SELECT EXISTS (SELECT 1 FROM blocked) AS blocked, EXISTS (SELECT 1 FROM taken) AS taken`,
    [key.consumer, key.signer, key.eventId, queue?.topic ?? null, queue?.key ?? null],
  );
  if (row.blocked) return 'blocked';
  return row.taken ? 'taken' : 'duplicate';
}

export async function wasTakenIn(manager: EntityManager, key: InboxKey): Promise<boolean> {
  const rows = await manager.query<unknown[]>(
    'SELECT 1 FROM inbox WHERE consumer = $1 AND signer = $2 AND event_id = $3',
    [key.consumer, key.signer, key.eventId],
  );
  return rows.length === 1;
}
