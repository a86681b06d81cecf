import type { MigrationInterface, QueryRunner } from 'typeorm';

/** 限制消费 and 限制出境: beside the listings, never part of them. */
export class Restrictions1764110000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE restriction (
        id                  text PRIMARY KEY,
        listing_id          text NOT NULL REFERENCES listing (id),
        court_code          text NOT NULL,
        kind                text NOT NULL CHECK (kind IN ('SPENDING', 'EXIT')),
        bound_role          text NOT NULL,
        binds_person        boolean NOT NULL,
        person_key          text,
        identity_ciphertext bytea,
        identity_key_id     text,
        decided_on          date NOT NULL,
        state               text NOT NULL CHECK (state IN ('ACTIVE', 'TEMP_LIFTED', 'LIFTED')),
        until               date,
        version             integer NOT NULL CHECK (version >= 1),
        announced_version   integer CHECK (announced_version <= version),
        CHECK ((state = 'TEMP_LIFTED') = (until IS NOT NULL)),
        CHECK (num_nulls(person_key, identity_ciphertext, identity_key_id)
               = CASE bound_role WHEN 'DEBTOR' THEN 3 ELSE 0 END)
      )`);
    // A person is bound once per case and kind, in whatever role; lifted for good, they may be bound anew.
    await runner.query(`
      CREATE UNIQUE INDEX restriction_once_per_person
        ON restriction (listing_id, kind, coalesce(person_key, '')) WHERE state <> 'LIFTED'`);
    await runner.query(`CREATE INDEX restriction_by_listing ON restriction (listing_id, id)`);
    await runner.query(
      `CREATE INDEX restriction_due ON restriction (until, id) WHERE state = 'TEMP_LIFTED'`,
    );
    await runner.query(`
      CREATE TABLE restriction_version (
        restriction_id text NOT NULL REFERENCES restriction (id),
        version        integer NOT NULL,
        state          text NOT NULL,
        basis          text,
        until          date,
        cause          text,
        order_id       text,
        decision_id    text,
        valid_from     timestamptz NOT NULL,
        recorded_at    timestamptz NOT NULL,
        PRIMARY KEY (restriction_id, version)
      )`);
    await runner.query(`
      CREATE FUNCTION restriction_version_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'restriction_version is append-only'; END $$`);
    await runner.query(`
      CREATE TRIGGER restriction_version_append_only
        BEFORE UPDATE OR DELETE OR TRUNCATE ON restriction_version
        FOR EACH STATEMENT EXECUTE FUNCTION restriction_version_is_append_only()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE restriction_version, restriction`);
    await runner.query(`DROP FUNCTION restriction_version_is_append_only`);
  }
}
