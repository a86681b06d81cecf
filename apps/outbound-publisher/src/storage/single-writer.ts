import type { EntityManager } from 'typeorm';

/** Any fixed number: it only has to be the same in every process of the publisher. */
const SINGLE_WRITER = 8_471_203;

/**
 * Whoever gives out offsets, or changes who gets them, waits here for its turn and keeps it until
 * its transaction ends. So offsets are contiguous, commit in order, and a subscriber or stream starts
 * at an exact place between two changes, whatever number of publisher processes runs.
 */
export async function takeSingleWriterTurn(db: EntityManager): Promise<void> {
  await db.query('SELECT pg_advisory_xact_lock($1)', [SINGLE_WRITER]);
}
