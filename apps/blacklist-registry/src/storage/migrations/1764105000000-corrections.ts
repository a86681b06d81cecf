import type { MigrationInterface, QueryRunner } from 'typeorm';

/** 更正: corrections that wait for their order, and the content that each replaced. */
export class Corrections1764105000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE listing_correction (
        id                  text PRIMARY KEY,
        listing_id          text NOT NULL REFERENCES listing (id),
        court_code          text NOT NULL,
        content             jsonb NOT NULL,
        identity_ciphertext bytea,
        identity_key_id     text,
        digest              text NOT NULL,
        made_by             text NOT NULL,
        made_at             timestamptz NOT NULL,
        applied_version     integer,
        applied_at          timestamptz,
        CHECK ((applied_version IS NULL) = (applied_at IS NULL))
      )`);
    await runner.query(
      `CREATE INDEX listing_correction_by_listing ON listing_correction (listing_id)`,
    );
    // What was said until a correction is part of the answer to "what did we say at T?".
    await runner.query(`
      CREATE TABLE listing_content_before (
        listing_id          text NOT NULL,
        version             integer NOT NULL,
        correction_id       text NOT NULL,
        unit_name           text,
        uscc                text,
        person_key          text,
        identity_ciphertext bytea,
        identity_key_id     text,
        content             jsonb NOT NULL,
        PRIMARY KEY (listing_id, version),
        FOREIGN KEY (listing_id) REFERENCES listing (id)
      )`);
    await runner.query(
      `CREATE INDEX listing_content_before_by_uscc ON listing_content_before (uscc) WHERE uscc IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX listing_content_before_by_person ON listing_content_before (person_key) WHERE person_key IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE listing_content_before, listing_correction`);
  }
}
