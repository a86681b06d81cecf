import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A subscriber has one topic, so it has one stream that writes to it. */
export class Kafka1790000000007 implements MigrationInterface {
  readonly name = 'Kafka1790000000007';

  async up(db: QueryRunner): Promise<void> {
    await db.query(
      `CREATE UNIQUE INDEX stream_of_topic ON stream (subscriber_id) WHERE channel = 'kafka'`,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX stream_of_topic');
  }
}
