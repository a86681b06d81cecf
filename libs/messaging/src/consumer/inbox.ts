import type { EntityManager } from 'typeorm';

/** @returns false when this consumer has taken that event in before (in a transaction that committed). */
export async function takeIn(
  manager: EntityManager,
  consumer: string,
  eventId: string,
): Promise<boolean> {
  const rows = await manager.query<unknown[]>(
    'INSERT INTO inbox (consumer, event_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1',
    [consumer, eventId],
  );
  return rows.length === 1;
}

export async function wasTakenIn(
  manager: EntityManager,
  consumer: string,
  eventId: string,
): Promise<boolean> {
  const rows = await manager.query<unknown[]>(
    'SELECT 1 FROM inbox WHERE consumer = $1 AND event_id = $2',
    [consumer, eventId],
  );
  return rows.length === 1;
}
