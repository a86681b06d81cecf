import type { MigrationInterface, QueryRunner } from 'typeorm';

const ON_LIST = `state IN ('PUBLISHED', 'SHIELDED')`;
const LAST_ACTIVITY = `greatest(recorded_at, touched_at)`;

/** What finds listings that sleep: how the court marked their case, and when anything last happened. */
export class Dormancy1764111000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // touched_at: acts in the case that made no version of the listing, such as a restriction.
    await runner.query(`
      ALTER TABLE listing
        ADD COLUMN case_status    text NOT NULL DEFAULT 'OPEN'
                                  CHECK (case_status IN ('OPEN', 'CLOSED', 'FULFILLED')),
        ADD COLUMN case_status_on date,
        ADD COLUMN touched_at     timestamptz`);
    await runner.query(`
      CREATE INDEX listing_by_activity ON listing (court_code, ${LAST_ACTIVITY}, id) WHERE ${ON_LIST}`);
    await runner.query(`
      CREATE INDEX listing_by_ended_case ON listing (court_code, ${LAST_ACTIVITY}, id)
        WHERE ${ON_LIST} AND case_status <> 'OPEN'`);
    await runner.query(`
      CREATE INDEX listing_by_term ON listing (court_code, term_ends_on)
        WHERE ${ON_LIST} AND term_ends_on IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX listing_by_term, listing_by_ended_case, listing_by_activity`);
    await runner.query(
      `ALTER TABLE listing DROP COLUMN touched_at, DROP COLUMN case_status_on, DROP COLUMN case_status`,
    );
  }
}
