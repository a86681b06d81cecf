import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where a stream's pushes went at what time, and whether its receiver has proven that it wants them. */
export class Onboarding1790000000002 implements MigrationInterface {
  readonly name = 'Onboarding1790000000002';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- When the receiver at the present address passed the handshake and the verification event.
      ALTER TABLE stream ADD COLUMN verified_at timestamptz;

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
    await db.query('DROP TABLE stream_address; ALTER TABLE stream DROP COLUMN verified_at');
  }
}
