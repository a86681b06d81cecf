import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where a stream's pushes went at what time, and whether its receiver has proven that it wants them. */
export class Onboarding1790000000002 implements MigrationInterface {
  readonly name = 'Onboarding1790000000002';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- When the receiver at the present address passed the handshake and the verification event.
      ALTER TABLE stream ADD COLUMN verified_at timestamptz;
      -- The receiver at the present address has yet to pass them, whatever the status: nobody vouched for it.
      ALTER TABLE stream ADD COLUMN must_prove boolean NOT NULL DEFAULT false;
      -- It was given another address than it was opened with.
      ALTER TABLE stream ADD COLUMN has_moved boolean NOT NULL DEFAULT false;
      -- What the receiver allowed when it was last asked. Beside it stands what was agreed;
      -- rate_per_second is the stricter one, and the one in force.
      ALTER TABLE stream ADD COLUMN allowed_rate integer CHECK (allowed_rate > 0);
      ALTER TABLE stream ADD COLUMN agreed_rate integer CHECK (agreed_rate > 0);

      -- What an old attempt was sent to, after the address has changed.
      CREATE TABLE stream_address (
        stream_id text NOT NULL REFERENCES stream (id),
        since timestamptz NOT NULL,
        url text NOT NULL,
        PRIMARY KEY (stream_id, since)
      );
      INSERT INTO stream_address (stream_id, since, url)
      SELECT id, created_at, url FROM stream WHERE url IS NOT NULL;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE stream_address;
      ALTER TABLE stream DROP COLUMN verified_at, DROP COLUMN must_prove, DROP COLUMN has_moved,
        DROP COLUMN allowed_rate, DROP COLUMN agreed_rate`);
  }
}
