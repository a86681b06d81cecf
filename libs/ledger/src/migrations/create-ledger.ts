import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Append-only by the database's own hand: whoever gets past the code meets the trigger. */
export class CreateLedger1780000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE ledger (
        seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        id text NOT NULL UNIQUE,
        at timestamptz(3) NOT NULL,
        actor text NOT NULL,
        action text NOT NULL,
        subject text NOT NULL,
        court_code text,
        detail jsonb NOT NULL,
        hash bytea NOT NULL
      )`);
    await runner.query('CREATE INDEX ledger_subject ON ledger (subject, seq)');
    await runner.query(`
      CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'the ledger is append-only: % refused', TG_OP;
      END $$`);
    await runner.query(`
      CREATE TRIGGER ledger_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE ledger');
    await runner.query('DROP FUNCTION refuse_ledger_change');
  }
}
