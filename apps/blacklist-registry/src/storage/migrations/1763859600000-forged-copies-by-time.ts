import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Counts the forgeries of the last minute without reading all that ever came. */
export class ForgedCopiesByTime1763859600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX forged_copy_by_time ON forged_copy (recorded_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX forged_copy_by_time`);
  }
}
