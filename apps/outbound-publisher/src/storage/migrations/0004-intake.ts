import type { MigrationInterface, QueryRunner } from 'typeorm';

/** By which the intake knows whether the subscribers that it keeps in memory are still the same. */
export class Intake1790000000004 implements MigrationInterface {
  readonly name = 'Intake1790000000004';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE roster (
        only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
        version bigint NOT NULL
      );
      INSERT INTO roster (version) VALUES (1);

      -- Every change moves the offsets of all whom it concerns: room for the next version on the same page.
      ALTER TABLE subscriber SET (fillfactor = 50);

      CREATE FUNCTION move_roster() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        UPDATE roster SET version = version + 1;
        RETURN NULL;
      END $$;
      -- Fails as two transactions in each other's way do: the same work may succeed if it is done again.
      CREATE FUNCTION intake_moved() RETURNS integer LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'the intake is not where it was read' USING ERRCODE = 'serialization_failure';
      END $$;

      -- Whoever changes who is told, and how, need not think of it. Offsets are the single writer's own.
      -- At the commit, so that nobody holds the one row while it waits for something else.
      CREATE CONSTRAINT TRIGGER subscriber_moves_roster
        AFTER INSERT OR DELETE OR UPDATE OF contract, snapshot_position ON subscriber
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION move_roster();
      CREATE CONSTRAINT TRIGGER stream_moves_roster
        AFTER INSERT OR DELETE OR UPDATE OF channel, status ON stream
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION move_roster();
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TRIGGER stream_moves_roster ON stream;
      DROP TRIGGER subscriber_moves_roster ON subscriber;
      DROP FUNCTION move_roster;
      DROP FUNCTION intake_moved;
      ALTER TABLE subscriber RESET (fillfactor);
      DROP TABLE roster;
    `);
  }
}
