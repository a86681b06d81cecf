import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Imports of court exports: where each stands, what became of each row, and what later exports lack. */
export class Imports1764120000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE listing_import (
        id            text PRIMARY KEY,
        court_code    text NOT NULL,
        mode          text NOT NULL CHECK (mode IN ('baseline', 'delta')),
        is_full       boolean NOT NULL,
        codes         text NOT NULL CHECK (codes IN ('lenient', 'strict')),
        exported_at   timestamptz NOT NULL,
        state         text NOT NULL CHECK (state IN ('RUNNING', 'INTERRUPTED', 'COMPLETED')),
        started_by    text NOT NULL,
        started_at    timestamptz NOT NULL,
        updated_at    timestamptz NOT NULL,
        completed_at  timestamptz,
        bytes_total   bigint,
        bytes_read    bigint NOT NULL DEFAULT 0,
        last_line     integer NOT NULL DEFAULT 0,
        digest        bytea,
        chunks        integer NOT NULL DEFAULT 0,
        accepted      integer NOT NULL DEFAULT 0,
        already_there integer NOT NULL DEFAULT 0,
        refused       integer NOT NULL DEFAULT 0,
        flagged       integer NOT NULL DEFAULT 0,
        missing       integer,
        CHECK ((state = 'COMPLETED') = (completed_at IS NOT NULL)),
        CHECK (mode = 'baseline' OR NOT is_full)
      )`);
    await runner.query(
      `CREATE INDEX listing_import_by_court ON listing_import (court_code, id DESC)`,
    );
    // One row per chunk, not per line: a million small rows would cost as much as the listings themselves.
    await runner.query(`
      CREATE TABLE listing_import_chunk (
        import_id     text NOT NULL REFERENCES listing_import (id),
        last_line     integer NOT NULL,
        accepted      integer NOT NULL,
        already_there integer NOT NULL,
        refused       integer NOT NULL,
        flagged       integer NOT NULL,
        listing_ids   text[] NOT NULL,
        refused_cases text[] NOT NULL,
        rows          json NOT NULL,
        PRIMARY KEY (import_id, last_line)
      )`);
    await runner.query(`
      CREATE TABLE missing_upstream (
        import_id   text NOT NULL REFERENCES listing_import (id),
        listing_id  text NOT NULL REFERENCES listing (id),
        cleared_by  text REFERENCES listing_import (id),
        PRIMARY KEY (import_id, listing_id)
      )`);
    await runner.query(
      `CREATE INDEX missing_upstream_open ON missing_upstream (listing_id) WHERE cleared_by IS NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE missing_upstream, listing_import_chunk, listing_import`);
  }
}
