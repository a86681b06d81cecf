import type { MigrationInterface, QueryRunner } from 'typeorm';

const ON_LIST = `state IN ('PUBLISHED', 'SHIELDED')`;
/** As in the migration that made the table: beside L1, which has no term, the end of one ends nothing. */
const EXPIRES_ON = `(CASE WHEN NOT grounds @> ARRAY['L1_ABLE_BUT_REFUSES'] THEN term_ends_on + 1 END)`;

/** What of the case decides about the listing: restrictions that bind, fulfilment, and when it was last looked at. */
export class CaseFacts1764127000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Beside the listing, so that an order reads it with the lock: a count of its own could be older than that.
    await runner.query(`ALTER TABLE listing ADD COLUMN bound_spending integer NOT NULL DEFAULT 0`);
    await runner.query(`
      UPDATE listing SET bound_spending = n FROM (
        SELECT listing_id, count(*) AS n FROM restriction
         WHERE kind = 'SPENDING' AND state <> 'LIFTED' GROUP BY listing_id) AS bound
       WHERE id = bound.listing_id`);
    // A shield does not end by itself once the case was fulfilled.
    await this.replaceDueDay(
      runner,
      `CASE WHEN case_status = 'FULFILLED' THEN ${EXPIRES_ON} ELSE least(until + 1, ${EXPIRES_ON}) END`,
    );
    // An imported listing is new to the register, and as old as its publication.
    await runner.query(`DROP INDEX listing_by_activity, listing_by_ended_case`);
    await runner.query(`
      ALTER TABLE listing ADD COLUMN last_activity_at timestamptz GENERATED ALWAYS AS (
        greatest(CASE WHEN import_id IS NOT NULL AND version = 1 THEN valid_from ELSE recorded_at END,
                 touched_at)) STORED`);
    await this.indexActivity(runner, 'last_activity_at');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE listing DROP COLUMN last_activity_at`);
    await this.indexActivity(runner, 'greatest(recorded_at, touched_at)');
    await this.replaceDueDay(runner, `least(until + 1, ${EXPIRES_ON})`);
    await runner.query(`ALTER TABLE listing DROP COLUMN bound_spending`);
  }

  private async replaceDueDay(runner: QueryRunner, shielded: string): Promise<void> {
    await runner.query(`ALTER TABLE listing DROP COLUMN due_on`);
    await runner.query(`
      ALTER TABLE listing ADD COLUMN due_on date GENERATED ALWAYS AS (CASE state
          WHEN 'DECIDED' THEN least(until, ${EXPIRES_ON})
          WHEN 'GRACE' THEN least(until + 1, ${EXPIRES_ON})
          WHEN 'SHIELDED' THEN ${shielded}
          WHEN 'PUBLISHED' THEN ${EXPIRES_ON}
        END) STORED`);
    await runner.query(
      `CREATE INDEX listing_by_due_day ON listing (due_on) WHERE due_on IS NOT NULL`,
    );
  }

  private async indexActivity(runner: QueryRunner, activity: string): Promise<void> {
    await runner.query(
      `CREATE INDEX listing_by_activity ON listing (court_code, (${activity}), id) WHERE ${ON_LIST}`,
    );
    await runner.query(`
      CREATE INDEX listing_by_ended_case ON listing (court_code, (${activity}), id)
        WHERE ${ON_LIST} AND case_status <> 'OPEN'`);
  }
}
