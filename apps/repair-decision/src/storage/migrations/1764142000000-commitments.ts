import type { MigrationInterface, QueryRunner } from 'typeorm';

/** 信用承诺: what debtors promise, what they pay of it, and what becomes of the promise. */
export class Commitments1764142000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE commitment (
        id                  text PRIMARY KEY,
        court_code          text NOT NULL,
        case_number         text NOT NULL,
        listing_id          text,
        debtor              jsonb NOT NULL,
        terms               jsonb NOT NULL,
        defer_listing_until date,
        proposed_by         text NOT NULL,
        proposed_at         timestamptz NOT NULL,
        accepted_by         text,
        accepted_at         timestamptz,
        paid_fen            bigint NOT NULL DEFAULT 0 CHECK (paid_fen >= 0),
        next_due_on         date,
        alleged_breach      jsonb,
        status              text NOT NULL,
        ended_by            text,
        ended_at            timestamptz,
        end_reason          text,
        breached_on         date,
        CONSTRAINT commitment_accepted_by_another CHECK (accepted_by <> proposed_by),
        CONSTRAINT commitment_acceptance CHECK (num_nonnulls(accepted_by, accepted_at) IN (0, 2)),
        CONSTRAINT commitment_status CHECK (
          (status = 'PROPOSED' AND num_nonnulls(accepted_by, ended_by, ended_at, alleged_breach) = 0 AND paid_fen = 0)
          OR (status = 'ACCEPTED' AND accepted_by IS NOT NULL AND num_nonnulls(ended_by, ended_at) = 0)
          OR (status = 'KEPT' AND num_nulls(accepted_by, ended_by, ended_at) = 0)
          OR (status = 'BREACHED' AND num_nulls(accepted_by, ended_by, ended_at, alleged_breach, breached_on) = 0)
          OR (status = 'WITHDRAWN' AND num_nulls(ended_by, ended_at, end_reason) = 0)),
        CONSTRAINT commitment_breached CHECK ((status = 'BREACHED') = (breached_on IS NOT NULL))
      )`);
    await runner.query(`CREATE INDEX commitment_by_court ON commitment (court_code, id DESC)`);
    await runner.query(`CREATE INDEX commitment_by_case ON commitment (case_number, id DESC)`);
    await runner.query(
      `CREATE INDEX commitment_by_listing ON commitment (listing_id, id DESC) WHERE listing_id IS NOT NULL`,
    );
    // What the deadline watch reads: open promises only, so that history costs nothing.
    await runner.query(
      `CREATE INDEX commitment_due ON commitment (next_due_on, id) WHERE status = 'ACCEPTED'`,
    );
    await runner.query(
      `CREATE INDEX commitment_deferral ON commitment (defer_listing_until, id)
        WHERE status = 'ACCEPTED' AND listing_id IS NULL`,
    );

    await runner.query(`
      CREATE TABLE commitment_performance (
        commitment_id text NOT NULL REFERENCES commitment (id),
        reference     text NOT NULL,
        court_code    text NOT NULL,
        paid_on       date NOT NULL,
        fen           bigint NOT NULL CHECK (fen > 0),
        recorded_by   text NOT NULL,
        recorded_at   timestamptz NOT NULL,
        PRIMARY KEY (commitment_id, reference)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE commitment_performance, commitment`);
  }
}
