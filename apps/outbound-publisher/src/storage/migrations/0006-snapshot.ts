import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a snapshot shows of each listing, the snapshots that were cut, and who may fetch them from where. */
export class Snapshot1790000000006 implements MigrationInterface {
  readonly name = 'Snapshot1790000000006';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE listing_head
        -- What a snapshot says of it (domain/shown-listing.ts), as that text; null once it left the list.
        ADD content json,
        -- Where in the intake it last left the list; 0: it never did.
        ADD left_position bigint NOT NULL DEFAULT 0;

      -- The list in the order in which files hold it.
      CREATE INDEX listing_head_listed ON listing_head (listing_id) WHERE required_presence = 'present';
      -- What was listed and changed after that: what follows a snapshot. Publications and imports are not in it.
      DROP INDEX listing_head_changed;
      CREATE INDEX listing_head_changed_again ON listing_head (changed_position)
        WHERE changed_position > listed_position;

      CREATE TABLE snapshot (
        id text PRIMARY KEY,
        -- SHA-256 of the scope in its one written form: equal scopes share their files.
        scope_key text NOT NULL,
        scope jsonb NOT NULL,
        epoch integer NOT NULL,
        -- Its number: the place in the intake that it was cut at.
        position bigint NOT NULL,
        -- The number that its delta leads on from; null for the first.
        base_position bigint,
        -- held: so much has left the list that an operator looks first.
        state text NOT NULL CHECK (state IN ('published', 'held', 'discarded')),
        listings bigint NOT NULL,
        added bigint NOT NULL,
        changed bigint NOT NULL,
        removed bigint NOT NULL,
        -- Null once they were deleted, or never were.
        full_file json,
        delta_file json,
        created_at timestamptz NOT NULL,
        published_at timestamptz
      );
      CREATE UNIQUE INDEX snapshot_number ON snapshot (scope_key, epoch, position)
        WHERE state <> 'discarded';
      CREATE INDEX snapshot_held ON snapshot (id) WHERE state = 'held';

      -- Who could be offered a snapshot when it was cut: each with the last of its offsets before the cut.
      CREATE TABLE snapshot_cursor (
        snapshot_id text NOT NULL REFERENCES snapshot (id) ON DELETE CASCADE,
        subscriber_id text NOT NULL REFERENCES subscriber (id),
        "offset" bigint NOT NULL,
        -- Since when it may hold what is in the files.
        taken_at timestamptz,
        PRIMARY KEY (snapshot_id, subscriber_id)
      );
      CREATE INDEX snapshot_cursor_of ON snapshot_cursor (subscriber_id);
    `);
    // What was taken in before is read from the bytes of its change; of an imported listing there are none,
    // and its holder learns what is known of it.
    await db.query(`
      UPDATE listing_head h SET content = (
        SELECT json_strip_nulls(json_build_object(
          'state', 'PUBLISHED', 'court', c.data -> 'court', 'caseNumber', c.data -> 'caseNumber',
          'subject', CASE c.data #>> '{subject,type}' WHEN 'UNIT' THEN c.data -> 'subject'
            ELSE '{"type":"PERSON"}' END,
          'grounds', c.data -> 'grounds', 'termEndsOn', c.data -> 'termEndsOn',
          'effectiveAt', c.data -> 'effectiveAt'))
        FROM (SELECT convert_from(bytes, 'UTF8')::jsonb -> 'data' AS data
          FROM change WHERE change.event_id = h.event_id AND bytes IS NOT NULL) c)
      WHERE required_presence = 'present';
      UPDATE listing_head SET content = json_strip_nulls(json_build_object(
        'state', 'PUBLISHED', 'court', json_build_object('code', court_code), 'caseNumber', case_number,
        'subject', json_build_object('type', subject_type, 'uscc', uscc)))
      WHERE required_presence = 'present' AND content IS NULL;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE snapshot_cursor, snapshot;
      DROP INDEX listing_head_listed, listing_head_changed_again;
      CREATE INDEX listing_head_changed ON listing_head (changed_position);
      ALTER TABLE listing_head DROP content, DROP left_position;
    `);
  }
}
