import type { EntityManager } from 'typeorm';
import type { Statement } from '#messaging';

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

/**
 * The same for taking changes in; nobody has to wait for it, since what comes behind it does. Plans
 * stay for as long as a connection lives, and each of intake's statements names its rows: none that was
 * planned while a table was small may read one from end to end.
 */
export const INTAKE_TURN: Statement = {
  text: `SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true),
    set_config('plan_cache_mode', 'force_generic_plan', true), pg_advisory_xact_lock($1)`,
  values: [SINGLE_WRITER],
};
