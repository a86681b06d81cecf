import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Refused orders that somebody has dealt with are open exceptions no more. */
export class Acknowledgements1763859660000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE repair_order
        ADD acknowledged_by text,
        ADD acknowledged_at timestamptz,
        ADD acknowledgement text,
        ADD CONSTRAINT order_acknowledgement CHECK (
          num_nonnulls(acknowledged_by, acknowledged_at, acknowledgement) = 0
          OR (result = 'REFUSED' AND num_nulls(acknowledged_by, acknowledged_at, acknowledgement) = 0))`);
    await runner.query(`DROP INDEX order_refused`);
    await runner.query(`
      CREATE INDEX order_refused ON repair_order (id)
        WHERE result = 'REFUSED' AND acknowledged_at IS NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX order_refused`);
    await runner.query(`CREATE INDEX order_refused ON repair_order (id) WHERE result = 'REFUSED'`);
    await runner.query(`
      ALTER TABLE repair_order DROP CONSTRAINT order_acknowledgement,
        DROP acknowledged_by, DROP acknowledged_at, DROP acknowledgement`);
  }
}
