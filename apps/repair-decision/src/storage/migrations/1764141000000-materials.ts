import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Papers that parties hand in with an application. */
export class Materials1764141000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE material (
        id                text PRIMARY KEY,
        application_id    text NOT NULL REFERENCES repair_application (id),
        court_code        text NOT NULL,
        kind              text NOT NULL,
        name              text NOT NULL,
        declared_type     text,
        type              text NOT NULL,
        size              integer NOT NULL CHECK (size > 0),
        digest            text NOT NULL,
        uploaded_by       text NOT NULL,
        uploaded_at       timestamptz NOT NULL,
        withdrawn_by      text,
        withdrawn_at      timestamptz,
        withdrawal_reason text,
        CONSTRAINT material_withdrawal CHECK (
          num_nonnulls(withdrawn_by, withdrawn_at, withdrawal_reason) IN (0, 3))
      )`);
    await runner.query(`CREATE INDEX material_by_application ON material (application_id, id)`);
    // The same upload sent again is the paper that is there already.
    await runner.query(
      `CREATE UNIQUE INDEX material_once ON material (application_id, kind, digest)
        WHERE withdrawn_at IS NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE material`);
  }
}
