import type { MigrationInterface, QueryRunner } from 'typeorm';

/** 清理长期“沉寂”名单: listings to look at, each for itself. */
export class DormantItems1764143000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE dormant_item (
        id             text PRIMARY KEY,
        listing_id     text NOT NULL,
        court_code     text NOT NULL,
        case_number    text NOT NULL,
        reasons        text[] NOT NULL CHECK (cardinality(reasons) > 0),
        facts          jsonb NOT NULL,
        found_by       text NOT NULL,
        found_at       timestamptz NOT NULL,
        status         text NOT NULL,
        finding        text,
        basis          text,
        explanation    text,
        verified_by    text,
        verified_at    timestamptz,
        look_again_on  date,
        drafting_until timestamptz,
        decision_id    text REFERENCES decision (id),
        CONSTRAINT dormant_status CHECK (
          (status = 'OPEN' AND num_nonnulls(finding, verified_by, verified_at, explanation) = 0)
          OR (status = 'KEPT' AND finding = 'STAYS' AND basis IS NULL AND num_nulls(verified_by, verified_at, explanation, look_again_on) = 0)
          OR (status IN ('VERIFIED', 'DRAFTED', 'DECIDED') AND finding = 'LEAVES' AND num_nulls(basis, verified_by, verified_at, explanation) = 0)),
        CONSTRAINT dormant_draft CHECK ((status IN ('DRAFTED', 'DECIDED')) = (decision_id IS NOT NULL))
      )`);
    // One item per listing at a time, however often it is swept.
    await runner.query(`
      CREATE UNIQUE INDEX dormant_open ON dormant_item (listing_id)
        WHERE status IN ('OPEN', 'VERIFIED', 'DRAFTED')`);
    await runner.query(`CREATE INDEX dormant_by_listing ON dormant_item (listing_id, id DESC)`);
    await runner.query(
      `CREATE INDEX dormant_by_decision ON dormant_item (decision_id) WHERE decision_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX dormant_by_status ON dormant_item (court_code, status, id DESC)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE dormant_item`);
  }
}
