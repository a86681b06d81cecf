import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createPartitions } from '../partitions.js';

/** Subscribers, streams, changes, and one obligation per (change × subscriber). */
export class Initial1790000000001 implements MigrationInterface {
  readonly name = 'Initial1790000000001';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE epoch (
        only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
        epoch integer NOT NULL
      );
      INSERT INTO epoch (epoch) VALUES (1);

      CREATE TABLE subscriber (
        id text PRIMARY KEY,
        name text NOT NULL,
        type text NOT NULL,
        contract jsonb NOT NULL,
        -- Advanced only by the single writer (intake), so that offsets are contiguous and in commit order.
        next_offset bigint NOT NULL DEFAULT 1,
        enabled_at timestamptz NOT NULL,
        -- Bearer tokens issued before are refused; null: none was renewed yet.
        tokens_from timestamptz,
        -- It holds a copy of the list as it was here: what was listed by then, it may hold.
        snapshot_position bigint NOT NULL DEFAULT 0
      );

      -- How many changes and imported listings were taken in: one number for the whole list, given out by
      -- the single writer. Snapshots and deltas are cut at it.
      CREATE TABLE intake_head (
        only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
        position bigint NOT NULL
      );
      INSERT INTO intake_head (position) VALUES (0);

      CREATE TABLE stream (
        id text PRIMARY KEY,
        subscriber_id text NOT NULL REFERENCES subscriber (id),
        channel text NOT NULL CHECK (channel IN ('webhook', 'feed', 'kafka', 'snapshot')),
        status text NOT NULL CHECK (status IN ('pending', 'enabled', 'paused', 'disabled')),
        url text,
        sealed_secret bytea,
        -- Signs beside the new one until then: rotation without a gap.
        previous_sealed_secret bytea,
        previous_secret_until timestamptz,
        key_id text,
        -- Kafka only.
        topic text,
        -- Pushes per second, and at once; null: our defaults.
        rate_per_second integer CHECK (rate_per_second > 0),
        max_in_flight integer CHECK (max_in_flight > 0),
        -- Feed only: everything up to here has been read past or committed.
        delivered_offset bigint NOT NULL DEFAULT 0,
        -- Feed only: where a reader starts who brings no cursor; moved by seek alone.
        cursor_offset bigint NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL
      );
      CREATE INDEX stream_by_subscriber ON stream (subscriber_id);

      -- What grows with history is kept by month of its id (a ULID begins with its time), so that old
      -- months can be detached. No foreign keys point here: each would cost a look-up per row of a fan-out,
      -- and the single writer inserts both sides in one transaction.
      CREATE TABLE change (
        event_id text PRIMARY KEY,
        -- Its place in the intake.
        position bigint NOT NULL DEFAULT 0,
        -- Whose versions count: the listing, or the restriction that was imposed in its case.
        aggregate_id text NOT NULL,
        listing_id text NOT NULL,
        version integer NOT NULL,
        previous_version integer,
        event_type text NOT NULL,
        required_action text NOT NULL,
        decision_id text,
        court_code text NOT NULL,
        bytes bytea NOT NULL,
        jws text NOT NULL,
        traceparent text,
        taken_in_at timestamptz NOT NULL
      ) PARTITION BY RANGE (event_id);
      CREATE INDEX change_by_aggregate ON change (aggregate_id, version);

      -- The newest change of each listing: what a look must find, and what its look-up template needs.
      CREATE TABLE listing_head (
        listing_id text PRIMARY KEY,
        version integer NOT NULL,
        -- Null where a court's whole list was taken over: nobody was told of that.
        event_id text,
        required_presence text NOT NULL CHECK (required_presence IN ('present', 'absent')),
        court_code text NOT NULL,
        case_number text NOT NULL,
        subject_type text NOT NULL,
        uscc text,
        -- Since when it is listed, and when it last changed, as places in the intake.
        listed_position bigint NOT NULL DEFAULT 0,
        changed_position bigint NOT NULL DEFAULT 0
      );
      CREATE INDEX listing_head_changed ON listing_head (changed_position);
      -- Which listings a look-up by unit or by court can mean.
      CREATE INDEX listing_head_shown_by_uscc ON listing_head (uscc) WHERE required_presence = 'present';
      CREATE INDEX listing_head_shown_by_court ON listing_head (court_code) WHERE required_presence = 'present';

      -- The newest change of each restriction. No page shows one, so there is nothing to look up.
      CREATE TABLE restriction_head (
        restriction_id text PRIMARY KEY,
        listing_id text NOT NULL,
        version integer NOT NULL,
        event_id text NOT NULL
      );

      -- Changes whose predecessor has not been seen yet, and lifts whose listing has not.
      CREATE TABLE held_change (
        aggregate_id text NOT NULL,
        version integer NOT NULL,
        previous_version integer,
        -- The listing that a lift waits for; null once it is known, when only its predecessor counts.
        waits_for_listing text,
        event_id text NOT NULL,
        bytes bytea NOT NULL,
        jws text NOT NULL,
        traceparent text,
        held_at timestamptz NOT NULL,
        PRIMARY KEY (aggregate_id, version)
      );
      CREATE INDEX held_change_for_listing ON held_change (waits_for_listing)
        WHERE waits_for_listing IS NOT NULL;

      CREATE TABLE obligation (
        id text PRIMARY KEY,
        subscriber_id text NOT NULL,
        listing_id text NOT NULL,
        -- Where it is about a restriction of the listing's case; the version is then the restriction's.
        restriction_id text,
        version integer NOT NULL,
        event_id text NOT NULL,
        event_type text NOT NULL,
        decision_id text,
        court_code text NOT NULL,
        "offset" bigint NOT NULL,
        -- Null where no page can show whether it was done.
        required_presence text,
        state text NOT NULL,
        flags text[] NOT NULL DEFAULT '{}',
        superseded_by integer,
        available_at timestamptz,
        -- Its deadline, had it been available from the start: after it, whoever could not be told is unreachable.
        reach_by timestamptz NOT NULL,
        delivered_at timestamptz,
        claimed_at timestamptz,
        applied_at timestamptz,
        verified_at timestamptz,
        first_verified_at timestamptz,
        closed_at timestamptz,
        apply_by timestamptz,
        apply_by_provisional boolean NOT NULL DEFAULT false,
        legal_basis text,
        sla_source text,
        next_look_at timestamptz,
        look_step integer NOT NULL DEFAULT 0,
        unknown_looks integer NOT NULL DEFAULT 0,
        last_look jsonb,
        created_at timestamptz NOT NULL
      ) PARTITION BY RANGE (id);
      -- Offsets are given out once each by the single writer.
      CREATE INDEX obligation_by_offset ON obligation (subscriber_id, "offset");
      CREATE INDEX obligation_by_listing ON obligation (listing_id, subscriber_id, version);
      -- Each in the order of its pages: what is asked for may be rare, and the newest of millions.
      CREATE INDEX obligation_open ON obligation (state, id)
        WHERE state NOT IN ('verified', 'closed', 'attested', 'superseded');
      CREATE INDEX obligation_ended ON obligation (state, id)
        WHERE state IN ('verified', 'closed', 'attested', 'superseded');
      CREATE INDEX obligation_look_due ON obligation (next_look_at) WHERE next_look_at IS NOT NULL;
      CREATE INDEX obligation_deadline ON obligation (apply_by)
        WHERE first_verified_at IS NULL AND superseded_by IS NULL;
      CREATE INDEX obligation_unavailable ON obligation (reach_by)
        WHERE available_at IS NULL AND delivered_at IS NULL AND superseded_by IS NULL;
      CREATE INDEX obligation_flagged ON obligation USING gin (flags) WHERE flags <> '{}';
      -- What a platform must show, newest first: the controls of looks. Proven ones are asked for first.
      CREATE INDEX obligation_control_proven ON obligation (subscriber_id, delivered_at DESC)
        WHERE superseded_by IS NULL AND required_presence = 'present' AND state IN ('verified', 'closed');
      CREATE INDEX obligation_control_other ON obligation (subscriber_id, delivered_at DESC)
        WHERE superseded_by IS NULL AND required_presence = 'present' AND state IN ('delivered', 'applied');

      -- The processes that push. What one of them leases is its own until alive_until, and by then it has
      -- either said that it lives, or stopped sending by its own clock.
      CREATE TABLE publisher_process (
        id text PRIMARY KEY,
        alive_until timestamptz NOT NULL
      );

      -- Who pushes a stream now, and how far that has come. Apart from the stream's settings, because it
      -- is written several times a second.
      CREATE TABLE push_progress (
        stream_id text PRIMARY KEY REFERENCES stream (id),
        -- Every offset up to here was delivered by this stream, was passed over, or has a row in waiting_push.
        settled_offset bigint NOT NULL DEFAULT 0,
        -- A publisher_process; null: free.
        lease_owner text,
        -- Fencing: outcomes are written only under the newest lease.
        lease_token bigint NOT NULL DEFAULT 0,
        breaker jsonb
      ) WITH (fillfactor = 50);

      -- Pushes that did not end with their first attempt, those of the same listing that wait behind them,
      -- and what is to be pushed again. What goes well never has a row here.
      CREATE TABLE waiting_push (
        stream_id text NOT NULL REFERENCES stream (id),
        obligation_id text NOT NULL,
        subscriber_id text NOT NULL,
        -- Order is kept per listing, and apart from that per restriction.
        aggregate_id text NOT NULL,
        version integer NOT NULL,
        "offset" bigint NOT NULL,
        -- nacked: the slow lane. again: a replay or resend, whatever the obligation's state.
        lane text NOT NULL CHECK (lane IN ('retry', 'nacked', 'again')),
        replay_id text,
        attempts integer NOT NULL DEFAULT 0,
        first_attempt_at timestamptz,
        -- Null: behind an older version that has to end first.
        due_at timestamptz,
        PRIMARY KEY (stream_id, obligation_id)
      );
      CREATE INDEX waiting_push_due ON waiting_push (stream_id, due_at) WHERE due_at IS NOT NULL;
      CREATE INDEX waiting_push_in_order ON waiting_push (stream_id, aggregate_id, version);

      -- What was sent and what came of it; written once, with the outcome.
      CREATE TABLE attempt (
        id text NOT NULL,
        stream_id text NOT NULL,
        obligation_id text NOT NULL,
        "offset" bigint NOT NULL,
        attempt integer NOT NULL,
        started_at timestamptz NOT NULL,
        finished_at timestamptz,
        outcome text,
        http_status integer,
        detail text,
        -- The beginning of what the receiver answered, where it answered anything worth keeping.
        answer text
      ) PARTITION BY RANGE (id);
      -- An obligation's attempts are found by its subscriber's streams and its offset: one index less to
      -- write for each delivery. Ids grow with time, so a summary per block finds them.
      CREATE INDEX attempt_by_stream ON attempt (stream_id, "offset");
      CREATE INDEX attempt_by_id ON attempt USING brin (id) WITH (autosummarize = on);

      CREATE TABLE receipt (
        id text PRIMARY KEY,
        obligation_id text NOT NULL,
        stage text NOT NULL,
        applied_at timestamptz,
        received_at timestamptz NOT NULL,
        -- The same said twice is one receipt; how much may be said of one obligation is bounded.
        UNIQUE NULLS NOT DISTINCT (obligation_id, stage, applied_at)
      );

      CREATE TABLE look (
        id bigserial PRIMARY KEY,
        obligation_id text NOT NULL,
        version integer NOT NULL,
        at timestamptz NOT NULL,
        result text NOT NULL,
        reason text,
        control text,
        counted boolean NOT NULL
      );
      CREATE INDEX look_by_obligation ON look (obligation_id);
    `);
    await createPartitions(db, new Date());
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE look, receipt, attempt, waiting_push, push_progress, publisher_process, obligation, held_change, restriction_head, listing_head, change, stream, subscriber, intake_head, epoch
    `);
  }
}
