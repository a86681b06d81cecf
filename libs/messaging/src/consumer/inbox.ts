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

/** @returns false when this consumer has taken that event in before (in a transaction that committed). */
export async function takeIn(manager: EntityManager, key: InboxKey): Promise<boolean> {
  const rows = await manager.query<unknown[]>(
    `INSERT INTO inbox (consumer, signer, event_id) VALUES ($1, $2, $3)
     ON CONFLICT DO NOTHING RETURNING 1`,
    [key.consumer, key.signer, key.eventId],
  );
  return rows.length === 1;
}

export async function wasTakenIn(manager: EntityManager, key: InboxKey): Promise<boolean> {
  const rows = await manager.query<unknown[]>(
    'SELECT 1 FROM inbox WHERE consumer = $1 AND signer = $2 AND event_id = $3',
    [key.consumer, key.signer, key.eventId],
  );
  return rows.length === 1;
}
