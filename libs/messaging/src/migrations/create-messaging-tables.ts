import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Outbox, its progress, inbox, consumed positions and parked messages. */
export class CreateMessagingTables1763000000000 implements MigrationInterface {
  readonly name = 'CreateMessagingTables1763000000000';

  async up(runner: QueryRunner): Promise<void> {
    // Debezium's outbox columns plus `seq` and `headers`; rows are only ever inserted.
    await runner.query(`
      CREATE TABLE outbox (
        seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        id text NOT NULL UNIQUE,
        aggregatetype text NOT NULL,
        aggregateid text NOT NULL,
        type text NOT NULL,
        payload bytea NOT NULL,
        headers jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now())`);
    await runner.query(`CREATE INDEX outbox_created_at ON outbox (created_at)`);
    await runner.query(`
      CREATE TABLE outbox_progress (
        seq bigint PRIMARY KEY REFERENCES outbox (seq) ON DELETE CASCADE,
        published_at timestamptz)`);
    await runner.query(
      `CREATE INDEX outbox_unpublished ON outbox_progress (seq) WHERE published_at IS NULL`,
    );
    await runner.query(`
      CREATE TABLE inbox (
        consumer text NOT NULL,
        signer text NOT NULL,
        event_id text NOT NULL,
        received_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (consumer, signer, event_id))`);
    await runner.query(`
      CREATE TABLE consumed_position (
        consumer text NOT NULL,
        topic text NOT NULL,
        partition integer NOT NULL,
        next_offset bigint NOT NULL,
        PRIMARY KEY (consumer, topic, partition))`);
    // A topic that was created anew has other messages at the same offsets: the fingerprint tells them apart.
    await runner.query(`
      CREATE TABLE parked (
        seq bigint GENERATED ALWAYS AS IDENTITY,
        id text PRIMARY KEY,
        consumer text NOT NULL,
        topic text NOT NULL,
        partition integer NOT NULL,
        kafka_offset bigint NOT NULL,
        key text,
        reason text NOT NULL,
        detail text,
        blocks boolean NOT NULL,
        sealed_bytes bytea NOT NULL,
        fingerprint bytea NOT NULL,
        jws text,
        traceparent text,
        parked_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (consumer, topic, partition, kafka_offset, fingerprint))`);
    await runner.query(`CREATE INDEX parked_queue ON parked (consumer, topic, key, seq)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE parked, consumed_position, inbox, outbox_progress, outbox');
  }
}

/** For every service's data source. */
export const messagingMigrations = [CreateMessagingTables1763000000000];
