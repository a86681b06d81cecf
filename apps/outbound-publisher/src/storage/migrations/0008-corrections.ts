import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a subscriber says again after it said something else, and older tokens that hold a while longer. */
export class Corrections1790000000008 implements MigrationInterface {
  readonly name = 'Corrections1790000000008';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- The same may be said twice: as a correction, or once a look contradicted it. How often is bounded.
      DO $$ DECLARE name text; BEGIN
        SELECT conname INTO name FROM pg_constraint WHERE conrelid = 'receipt'::regclass AND contype = 'u';
        EXECUTE format('ALTER TABLE receipt DROP CONSTRAINT %I', name);
      END $$;
      CREATE INDEX receipt_by_obligation ON receipt (obligation_id);

      -- Renewals whose older tokens still hold, or did: [{"before": …, "endAt": …}].
      ALTER TABLE subscriber ADD token_ends jsonb NOT NULL DEFAULT '[]';
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE subscriber DROP token_ends;
      DROP INDEX receipt_by_obligation;
      DELETE FROM receipt r USING receipt first
      WHERE first.obligation_id = r.obligation_id AND first.stage = r.stage
        AND first.applied_at IS NOT DISTINCT FROM r.applied_at AND first.id < r.id;
      ALTER TABLE receipt ADD UNIQUE NULLS NOT DISTINCT (obligation_id, stage, applied_at);
    `);
  }
}
