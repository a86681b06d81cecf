import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The register: listings, their versions, and the orders that were answered. */
export class Listings1763856000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE listing (
        id                  text PRIMARY KEY,
        court_code          text NOT NULL,
        case_number         text NOT NULL,
        subject_type        text NOT NULL,
        unit_name           text,
        uscc                text,
        person_key          text,
        identity_ciphertext bytea,
        identity_key_id     text,
        grounds             text[] NOT NULL CHECK (cardinality(grounds) > 0),
        rule_version        text NOT NULL,
        instrument_number   text NOT NULL,
        instrument_maker    text NOT NULL,
        duty                text NOT NULL,
        performance         text NOT NULL CHECK (performance IN ('NONE', 'PARTIAL', 'FULL')),
        filed_on            date NOT NULL,
        decided_on          date NOT NULL CHECK (decided_on >= filed_on),
        state               text NOT NULL,
        basis               text,
        until               date,
        version             integer NOT NULL CHECK (version >= 1),
        last_order_no       integer NOT NULL DEFAULT 0,
        valid_from          timestamptz NOT NULL,
        recorded_at         timestamptz NOT NULL,
        CONSTRAINT listing_subject CHECK (
          (subject_type = 'UNIT' AND unit_name IS NOT NULL AND uscc IS NOT NULL
            AND num_nonnulls(person_key, identity_ciphertext, identity_key_id) = 0)
          OR (subject_type = 'PERSON' AND num_nulls(person_key, identity_ciphertext, identity_key_id) = 0
            AND num_nonnulls(unit_name, uscc) = 0)),
        CONSTRAINT listing_state CHECK (
          (state = 'PUBLISHED' AND basis IS NULL AND until IS NULL)
          OR (state = 'SHIELDED' AND basis = 'T_TEMP_SHIELD')
          OR (state = 'DELETED' AND basis IS NOT NULL AND until IS NULL))
      )`);
    // One debtor is on the list once per case; after a deletion the court may list anew.
    await runner.query(`
      CREATE UNIQUE INDEX listing_once_per_case
        ON listing (court_code, case_number, subject_type, coalesce(uscc, person_key)) WHERE state <> 'DELETED'`);
    await runner.query(`CREATE INDEX listing_by_case ON listing (case_number)`);
    await runner.query(`CREATE INDEX listing_by_uscc ON listing (uscc) WHERE uscc IS NOT NULL`);
    await runner.query(
      `CREATE INDEX listing_by_person ON listing (person_key) WHERE person_key IS NOT NULL`,
    );

    await runner.query(`
      CREATE TABLE listing_version (
        listing_id       text NOT NULL REFERENCES listing (id),
        version          integer NOT NULL,
        previous_version integer CHECK (previous_version < version),
        court_code       text NOT NULL,
        state            text NOT NULL,
        basis            text,
        until            date,
        order_id         text,
        decision_id      text,
        valid_from       timestamptz NOT NULL,
        recorded_at      timestamptz NOT NULL,
        PRIMARY KEY (listing_id, version)
      )`);
    await runner.query(`
      CREATE FUNCTION listing_version_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'listing_version is append-only'; END $$`);
    await runner.query(`
      CREATE TRIGGER listing_version_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON listing_version
        FOR EACH STATEMENT EXECUTE FUNCTION listing_version_is_append_only()`);

    await runner.query(`
      CREATE TABLE answered_order (
        order_id    text NOT NULL,
        court_code  text NOT NULL,
        order_no    integer NOT NULL,
        listing_ref text NOT NULL,
        decision_id text NOT NULL,
        digest      text NOT NULL,
        version     integer,
        reason      text,
        answered_at timestamptz NOT NULL,
        PRIMARY KEY (order_id, court_code),
        CHECK (num_nonnulls(version, reason) = 1)
      )`);
    await runner.query(`CREATE INDEX answered_order_by_listing ON answered_order (listing_ref)`);
    await runner.query(`
      CREATE TABLE forged_copy (
        order_id    text NOT NULL,
        digest      text NOT NULL,
        court_code  text,
        recorded_at timestamptz NOT NULL,
        PRIMARY KEY (order_id, digest)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE forged_copy, answered_order, listing_version, listing`);
    await runner.query(`DROP FUNCTION listing_version_is_append_only`);
  }
}
