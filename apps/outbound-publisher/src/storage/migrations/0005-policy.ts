import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createPartitions } from '../partitions.js';

/** Contracts that are edited, bytes that are redacted, and looks and receipts by month. */
export class Policy1790000000005 implements MigrationInterface {
  readonly name = 'Policy1790000000005';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE subscriber
        ADD contract_version integer NOT NULL DEFAULT 1,
        -- Snapshots that it fetched under scopes it had before: [{"scope": …, "position": …}].
        ADD former_snapshots jsonb NOT NULL DEFAULT '[]',
        -- Its first offset whose change can still be read: what was before may be redacted.
        ADD oldest_offset bigint NOT NULL DEFAULT 1;

      -- Redacted: the bytes are gone, what they hashed to (SHA-256) and the signature over them stay.
      ALTER TABLE change
        ALTER bytes DROP NOT NULL,
        ADD bytes_hash bytea,
        ADD redacted_at timestamptz,
        ADD CHECK (bytes IS NOT NULL OR bytes_hash IS NOT NULL);
      CREATE INDEX change_readable ON change (event_id) WHERE bytes IS NOT NULL;

      -- Which process did it today.
      CREATE TABLE daily_job (
        name text PRIMARY KEY,
        ran_at timestamptz NOT NULL
      );

      -- Attested: nothing is left to be late with.
      DROP INDEX obligation_deadline;
      CREATE INDEX obligation_deadline ON obligation (apply_by)
        WHERE first_verified_at IS NULL AND superseded_by IS NULL AND state <> 'attested'
          AND apply_by IS NOT NULL;

      -- Both lie with the month of their obligation, and are detached with it.
      ALTER TABLE receipt RENAME TO receipt_whole;
      CREATE TABLE receipt (
        id text NOT NULL,
        obligation_id text NOT NULL,
        stage text NOT NULL,
        applied_at timestamptz,
        received_at timestamptz NOT NULL,
        -- The same said twice is one receipt; how much may be said of one obligation is bounded.
        UNIQUE NULLS NOT DISTINCT (obligation_id, stage, applied_at)
      ) PARTITION BY RANGE (obligation_id);

      ALTER TABLE look RENAME TO look_whole;
      CREATE TABLE look (
        id bigserial,
        obligation_id text NOT NULL,
        version integer NOT NULL,
        at timestamptz NOT NULL,
        result text NOT NULL,
        reason text,
        control text,
        counted boolean NOT NULL,
        PRIMARY KEY (obligation_id, id)
      ) PARTITION BY RANGE (obligation_id);
    `);
    await createPartitions(db, new Date());
    await db.query(`
      INSERT INTO receipt SELECT id, obligation_id, stage, applied_at, received_at FROM receipt_whole;
      INSERT INTO look (obligation_id, version, at, result, reason, control, counted)
        SELECT obligation_id, version, at, result, reason, control, counted FROM look_whole ORDER BY id;
      DROP TABLE receipt_whole, look_whole;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE subscriber DROP contract_version, DROP former_snapshots, DROP oldest_offset;
      DROP TABLE daily_job;
      DROP INDEX change_readable;
      ALTER TABLE change DROP bytes_hash, DROP redacted_at;
      CREATE TABLE receipt_whole (
        id text PRIMARY KEY, obligation_id text NOT NULL, stage text NOT NULL, applied_at timestamptz,
        received_at timestamptz NOT NULL,
        UNIQUE NULLS NOT DISTINCT (obligation_id, stage, applied_at));
      INSERT INTO receipt_whole SELECT id, obligation_id, stage, applied_at, received_at FROM receipt;
      CREATE TABLE look_whole (
        id bigserial PRIMARY KEY, obligation_id text NOT NULL, version integer NOT NULL, at timestamptz NOT NULL,
        result text NOT NULL, reason text, control text, counted boolean NOT NULL);
      INSERT INTO look_whole (obligation_id, version, at, result, reason, control, counted)
        SELECT obligation_id, version, at, result, reason, control, counted FROM look ORDER BY id;
      DROP TABLE receipt, look;
      ALTER TABLE receipt_whole RENAME TO receipt;
      ALTER TABLE look_whole RENAME TO look;
      CREATE INDEX look_by_obligation ON look (obligation_id);
    `);
  }
}
