import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is pushed again: replays with their progress, and reminders. */
export class Failure1790000000003 implements MigrationInterface {
  readonly name = 'Failure1790000000003';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE replay (
        id text PRIMARY KEY,
        -- What was asked for; null: not restricted.
        subscriber_id text,
        stream_id text,
        listing_id text,
        state text,
        from_at timestamptz,
        to_at timestamptz,
        requested_by text NOT NULL,
        created_at timestamptz NOT NULL,
        status text NOT NULL CHECK (status IN ('selecting', 'pushing', 'cancelling', 'cancelled', 'done')),
        -- Chosen through here: whoever goes on, after whatever crash, goes on behind it.
        after_subscriber text NOT NULL DEFAULT '',
        after_offset bigint NOT NULL DEFAULT 0,
        selected integer NOT NULL DEFAULT 0,
        skipped integer NOT NULL DEFAULT 0,
        queued integer NOT NULL DEFAULT 0,
        delivered integer NOT NULL DEFAULT 0,
        overtaken integer NOT NULL DEFAULT 0,
        ended_at timestamptz
      );
      CREATE INDEX replay_under_way ON replay (id) WHERE ended_at IS NULL;

      -- What a replay pushes, and what came of it; null: nothing yet.
      CREATE TABLE replay_push (
        replay_id text NOT NULL,
        place bigint GENERATED ALWAYS AS IDENTITY,
        stream_id text NOT NULL,
        obligation_id text NOT NULL,
        queued_at timestamptz NOT NULL,
        outcome text CHECK (outcome IN ('delivered', 'overtaken', 'cancelled')),
        PRIMARY KEY (replay_id, place)
      );
      CREATE INDEX replay_push_open ON replay_push (replay_id, stream_id, place) WHERE outcome IS NULL;

      -- What it was asked for and does not push, and why.
      CREATE TABLE replay_skipped (
        replay_id text NOT NULL,
        place bigint GENERATED ALWAYS AS IDENTITY,
        obligation_id text NOT NULL,
        subscriber_id text NOT NULL,
        listing_id text NOT NULL,
        version integer NOT NULL,
        reason text NOT NULL CHECK (reason IN ('superseded', 'redacted', 'no_push_stream')),
        superseded_by integer,
        PRIMARY KEY (replay_id, place)
      );

      -- Streams with pushes that need people are found without counting what waits.
      CREATE INDEX waiting_push_stuck ON waiting_push (stream_id) WHERE lane = 'nacked' OR attempts >= 5;

      -- How many of the four reminders have come due.
      ALTER TABLE obligation ADD reminders smallint NOT NULL DEFAULT 0;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(
      'ALTER TABLE obligation DROP reminders; DROP INDEX waiting_push_stuck; DROP TABLE replay_skipped, replay_push, replay',
    );
  }
}
