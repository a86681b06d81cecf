import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Applications, the decisions on them, and the orders that decisions issue. */
export class Decisions1763856000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE repair_application (
        id           text PRIMARY KEY,
        court_code   text NOT NULL,
        listing_id   text NOT NULL,
        initiator    text NOT NULL,
        basis        text NOT NULL,
        triggered_at timestamptz NOT NULL,
        facts        text NOT NULL,
        findings     jsonb NOT NULL,
        filed_by     text NOT NULL,
        filed_at     timestamptz NOT NULL CHECK (filed_at >= triggered_at),
        status       text NOT NULL,
        decision_id  text,
        CONSTRAINT application_status CHECK (
          (status = 'SUBMITTED' AND decision_id IS NULL)
          OR (status = 'DECIDED' AND decision_id IS NOT NULL))
      )`);
    await runner.query(
      `CREATE INDEX application_by_status ON repair_application (court_code, status, id DESC)`,
    );
    await runner.query(
      `CREATE INDEX application_by_court ON repair_application (court_code, id DESC)`,
    );

    await runner.query(`
      CREATE TABLE decision (
        id             text PRIMARY KEY,
        court_code     text NOT NULL,
        application_id text NOT NULL REFERENCES repair_application (id),
        listing_id     text NOT NULL,
        kind           text NOT NULL,
        basis          text NOT NULL,
        action         text NOT NULL,
        reasons        text NOT NULL,
        findings       jsonb,
        shield_until   date,
        revokes        text REFERENCES decision (id),
        breached_at    timestamptz,
        status         text NOT NULL,
        drafted_by     text NOT NULL,
        drafted_at     timestamptz NOT NULL,
        approved_by    text,
        approved_at    timestamptz,
        CONSTRAINT decision_kind CHECK (
          (kind = 'REPAIR' AND findings IS NOT NULL AND num_nonnulls(revokes, breached_at) = 0)
          OR (kind = 'REVOCATION' AND action = 'RESTORE' AND num_nulls(revokes, breached_at) = 0
            AND num_nonnulls(findings, shield_until) = 0)),
        CONSTRAINT decision_status CHECK (
          (status = 'DRAFTED' AND num_nonnulls(approved_by, approved_at) = 0)
          OR (status = 'APPROVED' AND num_nulls(approved_by, approved_at) = 0)),
        CONSTRAINT decision_approved_by_another CHECK (approved_by <> drafted_by)
      )`);
    // An application is decided once, and a decision is revoked once, whatever races.
    await runner.query(
      `CREATE UNIQUE INDEX decision_once_per_application ON decision (application_id) WHERE kind = 'REPAIR'`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX decision_revoked_once ON decision (revokes) WHERE revokes IS NOT NULL`,
    );

    await runner.query(`CREATE INDEX decision_by_status ON decision (court_code, status, id DESC)`);
    await runner.query(`CREATE INDEX decision_by_court ON decision (court_code, id DESC)`);

    await runner.query(`
      CREATE TABLE listing_order_counter (
        listing_id    text PRIMARY KEY,
        court_code    text NOT NULL,
        last_order_no integer NOT NULL CHECK (last_order_no >= 1)
      )`);

    await runner.query(`
      CREATE TABLE repair_order (
        id               text PRIMARY KEY,
        court_code       text NOT NULL,
        decision_id      text NOT NULL UNIQUE REFERENCES decision (id),
        listing_id       text NOT NULL,
        order_no         integer NOT NULL,
        action           text NOT NULL,
        basis            text NOT NULL,
        until            date,
        digest           text NOT NULL,
        issued_at        timestamptz NOT NULL,
        result           text,
        outcome_version  integer,
        outcome_reason   text,
        outcome_at       timestamptz,
        accepted_version integer,
        expected         integer,
        accepted_at      timestamptz,
        UNIQUE (listing_id, order_no),
        CONSTRAINT order_outcome CHECK (
          (result IS NULL AND num_nonnulls(outcome_version, outcome_reason, outcome_at) = 0)
          OR (result = 'APPLIED' AND num_nulls(outcome_version, outcome_at) = 0 AND outcome_reason IS NULL)
          OR (result = 'REFUSED' AND num_nulls(outcome_reason, outcome_at) = 0 AND outcome_version IS NULL)),
        CONSTRAINT order_acceptance CHECK (num_nonnulls(accepted_version, expected, accepted_at) IN (0, 3))
      )`);
    // What the watchdog reads: only what is unsettled, so that history costs nothing.
    await runner.query(`
      CREATE INDEX order_unsettled ON repair_order (issued_at)
        WHERE result IS NULL OR (result = 'APPLIED' AND accepted_at IS NULL)`);
    await runner.query(`CREATE INDEX order_refused ON repair_order (id) WHERE result = 'REFUSED'`);

    await runner.query(`
      CREATE TABLE order_refusal (
        event_id   text PRIMARY KEY,
        order_id   text NOT NULL REFERENCES repair_order (id),
        court_code text NOT NULL,
        reason     text NOT NULL,
        digest     text NOT NULL,
        at         timestamptz NOT NULL
      )`);
    await runner.query(`CREATE INDEX order_refusal_by_order ON order_refusal (order_id, at)`);

    await runner.query(`
      CREATE TABLE order_exception (
        order_id   text NOT NULL REFERENCES repair_order (id),
        kind       text NOT NULL,
        court_code text NOT NULL,
        opened_at  timestamptz NOT NULL,
        closed_at  timestamptz,
        PRIMARY KEY (order_id, kind)
      )`);
    await runner.query(
      `CREATE INDEX order_exception_open ON order_exception (kind) WHERE closed_at IS NULL`,
    );

    await runner.query(`
      CREATE TABLE decision_obligation (
        decision_id   text NOT NULL REFERENCES decision (id),
        obligation_id text NOT NULL,
        court_code    text NOT NULL,
        subscriber_id text NOT NULL,
        version       integer NOT NULL,
        look_result   text CHECK (look_result IN ('verified', 'contradicted')),
        look_at       timestamptz,
        overdue_at    timestamptz,
        PRIMARY KEY (decision_id, obligation_id),
        CHECK (num_nonnulls(look_result, look_at) IN (0, 2))
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE decision_obligation, order_exception, order_refusal, repair_order,
        listing_order_counter, decision, repair_application`);
  }
}
