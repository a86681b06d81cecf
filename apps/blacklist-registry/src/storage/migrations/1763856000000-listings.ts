import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The day after the last of the term, where the end of the term ends the listing: beside L1, which has
 * none, it does not.
 */
const EXPIRES_ON = `(CASE WHEN NOT grounds @> ARRAY['L1_ABLE_BUT_REFUSES'] THEN term_ends_on + 1 END)`;

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
        code_flag           text,
        person_key          text,
        identity_ciphertext bytea,
        identity_key_id     text,
        grounds             text[] NOT NULL CHECK (cardinality(grounds) > 0),
        rule_version        text NOT NULL CHECK (rule_version IN ('FS2013-17', 'FS2017-7')),
        term_ends_on        date,
        extension_years     smallint CHECK (extension_years BETWEEN 1 AND 3),
        extension_reason    text CHECK (extension_reason IN ('SERIOUS_RESISTANCE', 'SEVERAL_ACTS')),
        conduct             text,
        instrument_number   text NOT NULL,
        instrument_maker    text NOT NULL,
        duty                text NOT NULL,
        performance         text NOT NULL CHECK (performance IN ('NONE', 'PARTIAL', 'FULL')),
        performed_part      text,
        unperformed_part    text,
        filed_on            date NOT NULL,
        decided_on          date NOT NULL CHECK (decided_on >= filed_on),
        imposed_by          text CHECK (imposed_by IN ('JUDGE', 'PRESIDENT')),
        applicant           text CHECK (applicant IN ('CREDITOR', 'EX_OFFICIO')),
        import_id           text,
        state               text NOT NULL,
        basis               text,
        until               date,
        grace_from          date,
        published_at        timestamptz,
        version             integer NOT NULL CHECK (version >= 1),
        last_order_no       integer NOT NULL DEFAULT 0,
        valid_from          timestamptz NOT NULL,
        recorded_at         timestamptz NOT NULL,
        due_on              date GENERATED ALWAYS AS (CASE state
            WHEN 'DECIDED' THEN least(until, ${EXPIRES_ON})
            WHEN 'GRACE' THEN least(until + 1, ${EXPIRES_ON})
            WHEN 'SHIELDED' THEN least(until + 1, ${EXPIRES_ON})
            WHEN 'PUBLISHED' THEN ${EXPIRES_ON}
          END) STORED,
        CONSTRAINT listing_extension CHECK ((extension_years IS NULL) = (extension_reason IS NULL)),
        CONSTRAINT listing_subject CHECK (
          (subject_type = 'UNIT' AND unit_name IS NOT NULL AND uscc IS NOT NULL AND person_key IS NULL
            AND (identity_ciphertext IS NULL) = (identity_key_id IS NULL))
          OR (subject_type = 'PERSON' AND num_nulls(person_key, identity_ciphertext, identity_key_id) = 0
            AND num_nonnulls(unit_name, uscc) = 0)),
        CONSTRAINT listing_state CHECK (
          (state = 'DECIDED' AND basis IS NULL AND until IS NOT NULL AND published_at IS NULL)
          OR (state = 'GRACE' AND basis IS NULL AND num_nulls(until, grace_from) = 0 AND published_at IS NULL)
          OR (state = 'PUBLISHED' AND basis IS NULL AND until IS NULL AND published_at IS NOT NULL)
          OR (state = 'SHIELDED' AND basis = 'T_TEMP_SHIELD' AND published_at IS NOT NULL)
          OR (state = 'DELETED' AND basis IS NOT NULL AND until IS NULL)
          OR (state = 'EXPIRED_DELETED' AND basis = 'E_TERM_EXPIRED' AND until IS NULL)
          OR (state = 'REVOKED_AS_ERROR' AND basis = 'X_REVOKED_ERROR' AND until IS NULL))
      )`);
    // One debtor is listed once per case; after an exit the court may list anew.
    await runner.query(`
      CREATE UNIQUE INDEX listing_once_per_case
        ON listing (court_code, case_number, subject_type, coalesce(uscc, person_key))
        WHERE state IN ('DECIDED', 'GRACE', 'PUBLISHED', 'SHIELDED')`);
    await runner.query(
      `CREATE INDEX listing_by_due_day ON listing (due_on) WHERE due_on IS NOT NULL`,
    );
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
        grounds          text[] NOT NULL,
        term_ends_on     date,
        order_id         text,
        decision_id      text,
        cause            text,
        correction_id    text,
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
