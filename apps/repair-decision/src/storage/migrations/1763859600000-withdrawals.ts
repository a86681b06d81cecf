import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Drafts that were withdrawn stay, and no longer stand in the way of a new one. */
export class Withdrawals1763859600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE decision
        ADD withdrawn_by text,
        ADD withdrawn_at timestamptz,
        ADD withdrawal_reason text,
        DROP CONSTRAINT decision_status,
        ADD CONSTRAINT decision_status CHECK (
          (status = 'DRAFTED'
            AND num_nonnulls(approved_by, approved_at, withdrawn_by, withdrawn_at, withdrawal_reason) = 0)
          OR (status = 'APPROVED' AND num_nulls(approved_by, approved_at) = 0
            AND num_nonnulls(withdrawn_by, withdrawn_at, withdrawal_reason) = 0)
          OR (status = 'WITHDRAWN' AND num_nonnulls(approved_by, approved_at) = 0
            AND num_nulls(withdrawn_by, withdrawn_at, withdrawal_reason) = 0))`);
    await onceUnless(runner, `AND status <> 'WITHDRAWN'`);
  }

  /** Refused by the constraint while there are withdrawn drafts. */
  async down(runner: QueryRunner): Promise<void> {
    await onceUnless(runner, '');
    await runner.query(`
      ALTER TABLE decision
        DROP CONSTRAINT decision_status,
        ADD CONSTRAINT decision_status CHECK (
          (status = 'DRAFTED' AND num_nonnulls(approved_by, approved_at) = 0)
          OR (status = 'APPROVED' AND num_nulls(approved_by, approved_at) = 0)),
        DROP withdrawn_by, DROP withdrawn_at, DROP withdrawal_reason`);
  }
}

/** An application is decided once, and a decision is revoked once, whatever races. */
async function onceUnless(runner: QueryRunner, unless: string): Promise<void> {
  await runner.query(`DROP INDEX decision_once_per_application, decision_revoked_once`);
  await runner.query(
    `CREATE UNIQUE INDEX decision_once_per_application ON decision (application_id)
      WHERE kind = 'REPAIR' ${unless}`,
  );
  await runner.query(
    `CREATE UNIQUE INDEX decision_revoked_once ON decision (revokes)
      WHERE revokes IS NOT NULL ${unless}`,
  );
}
