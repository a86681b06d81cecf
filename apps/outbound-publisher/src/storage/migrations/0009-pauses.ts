import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How long a receiver asked not to be pushed to, for whoever pushes its stream next. */
export class Pauses1790000000009 implements MigrationInterface {
  readonly name = 'Pauses1790000000009';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Null, or in the past: not paused. Waits of a few seconds are not written down.
      ALTER TABLE push_progress ADD paused_until timestamptz;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE push_progress DROP paused_until');
  }
}
