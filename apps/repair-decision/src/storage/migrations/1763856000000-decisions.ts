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
        situation    text,
        triggered_at timestamptz NOT NULL,
        facts        text NOT NULL,
        correction   jsonb,
        listing      jsonb NOT NULL,
        rule_set     jsonb NOT NULL,
        findings     jsonb NOT NULL,
        filed_by     text NOT NULL,
        filed_at     timestamptz NOT NULL CHECK (filed_at >= triggered_at),
        status       text NOT NULL,
        decision_id  text,
        steps        jsonb NOT NULL,
        deadlines    jsonb NOT NULL,
        history      jsonb NOT NULL,
        next_due_at     timestamptz,
        duty_due_at     timestamptz,
        duty_ended_at   timestamptz,
        -- When it was noticed to be overdue, so that it is told of once.
        duty_overdue_at timestamptz,
        denied_at       timestamptz,
        barred_until    date,
        CONSTRAINT application_status CHECK (
          (status IN ('SUBMITTED', 'NEED_MORE', 'ACCEPTED', 'CREDITOR_CONSULT', 'PANEL', 'OVERTURNED', 'LAPSED')
            AND decision_id IS NULL)
          OR (status IN ('APPROVAL', 'GRANTED', 'EFFECTIVE', 'PERFORMED_CLOSED', 'BREACH_ALLEGED', 'REVOKED',
              'DENIED', 'REVIEW_REQUESTED', 'UPHELD') AND decision_id IS NOT NULL))
      )`);
    await runner.query(
      `CREATE INDEX application_by_status ON repair_application (court_code, status, id DESC)`,
    );
    await runner.query(
      `CREATE INDEX application_by_court ON repair_application (court_code, id DESC)`,
    );

    await runner.query(
      `CREATE INDEX application_by_listing ON repair_application (listing_id, id)`,
    );
    await runner.query(`
      CREATE INDEX application_by_decision ON repair_application (decision_id)
        WHERE decision_id IS NOT NULL`);
    await runner.query(`
      CREATE INDEX application_by_due ON repair_application (court_code, next_due_at)
        WHERE next_due_at IS NOT NULL`);
    // What is open and what is overdue, so that history costs nothing.
    await runner.query(`
      CREATE INDEX application_open_duty ON repair_application (duty_due_at)
        WHERE duty_due_at IS NOT NULL AND duty_ended_at IS NULL`);
    await runner.query(`
      CREATE INDEX application_by_duty ON repair_application (court_code, id)
        WHERE duty_due_at IS NOT NULL`);

    await runner.query(`
      CREATE TABLE decision (
        id             text PRIMARY KEY,
        court_code     text NOT NULL,
        application_id text NOT NULL REFERENCES repair_application (id),
        listing_id     text NOT NULL,
        kind           text NOT NULL,
        basis          text NOT NULL,
        action         text,
        reasons        text NOT NULL,
        approval_level text NOT NULL CHECK (approval_level IN ('JUDGE', 'PRESIDENT')),
        listing        jsonb NOT NULL,
        findings       jsonb,
        rule_set       jsonb,
        shield_until   date,
        lift_restrictions jsonb NOT NULL DEFAULT '[]',
        sanction_domains  text[] NOT NULL DEFAULT '{}',
        correction     jsonb,
        remedies       jsonb,
        revokes        text REFERENCES decision (id),
        breached_at    timestamptz,
        status         text NOT NULL,
        drafted_by     text NOT NULL,
        drafted_at     timestamptz NOT NULL,
        approved_by    text,
        approved_at    timestamptz,
        approved_as    text,
        served         jsonb NOT NULL DEFAULT '[]',
        overturned_at  timestamptz,
        -- The registry refused its order, so that it has no effect.
        refused_at     timestamptz,
        withdrawn_by   text,
        withdrawn_at   timestamptz,
        withdrawal_reason text,
        CONSTRAINT decision_kind CHECK (
          (kind = 'REPAIR' AND num_nulls(action, findings, rule_set) = 0
            AND num_nonnulls(revokes, breached_at, remedies, overturned_at) = 0)
          OR (kind = 'DENIAL' AND num_nulls(findings, rule_set, remedies) = 0
            AND num_nonnulls(action, shield_until, correction, revokes, breached_at) = 0)
          OR (kind = 'REVOCATION' AND action = 'RESTORE' AND num_nulls(revokes, breached_at) = 0
            AND num_nonnulls(findings, rule_set, shield_until, remedies, correction, overturned_at) = 0)),
        CONSTRAINT decision_status CHECK (
          (status = 'DRAFTED' AND num_nonnulls(approved_by, approved_at, approved_as) = 0
            AND num_nonnulls(withdrawn_by, withdrawn_at, withdrawal_reason) = 0)
          OR (status = 'APPROVED' AND num_nulls(approved_by, approved_at, approved_as) = 0
            AND num_nonnulls(withdrawn_by, withdrawn_at, withdrawal_reason) = 0)
          OR (status = 'WITHDRAWN' AND num_nonnulls(approved_by, approved_at, approved_as) = 0
            AND num_nulls(withdrawn_by, withdrawn_at, withdrawal_reason) = 0)),
        CONSTRAINT decision_approved_by_another CHECK (approved_by <> drafted_by),
        -- A president may all that a judge may, never the other way round.
        CONSTRAINT decision_approval_level CHECK (approval_level = 'JUDGE' OR approved_as = 'PRESIDENT')
      )`);
    // An application is decided once, and a decision is revoked once, whatever races; what was
    // withdrawn, undone on review, or refused by the registry, no longer stands in the way.
    await runner.query(`
      CREATE UNIQUE INDEX decision_once_per_application ON decision (application_id)
        WHERE kind IN ('REPAIR', 'DENIAL') AND status <> 'WITHDRAWN' AND overturned_at IS NULL
          AND refused_at IS NULL`);
    await runner.query(`
      CREATE UNIQUE INDEX decision_revoked_once ON decision (revokes)
        WHERE revokes IS NOT NULL AND status <> 'WITHDRAWN' AND refused_at IS NULL`);

    await runner.query(`CREATE INDEX decision_by_status ON decision (court_code, status, id DESC)`);
    await runner.query(`
      CREATE INDEX decision_breach ON decision (listing_id)
        WHERE kind = 'REVOCATION' AND status = 'APPROVED'`);
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
        lifts            jsonb NOT NULL,
        approved_as      text NOT NULL,
        sanction_domains text[] NOT NULL,
        correction       jsonb,
        documents        jsonb NOT NULL,
        digest           text NOT NULL,
        issued_at        timestamptz NOT NULL,
        result           text,
        outcome_version  integer,
        outcome_reason   text,
        outcome_at       timestamptz,
        announced        boolean,
        accepted         jsonb NOT NULL DEFAULT '[]',
        accepted_at      timestamptz,
        acknowledged_by  text,
        acknowledged_at  timestamptz,
        acknowledgement  text,
        UNIQUE (listing_id, order_no),
        CONSTRAINT order_outcome CHECK (
          (result IS NULL AND num_nonnulls(outcome_version, outcome_reason, outcome_at) = 0)
          OR (result = 'APPLIED' AND num_nulls(outcome_version, outcome_at) = 0 AND outcome_reason IS NULL)
          OR (result = 'REFUSED' AND num_nulls(outcome_reason, outcome_at) = 0 AND outcome_version IS NULL)),
        CONSTRAINT order_acknowledgement CHECK (
          num_nonnulls(acknowledged_by, acknowledged_at, acknowledgement) = 0
          OR (result = 'REFUSED' AND num_nulls(acknowledged_by, acknowledged_at, acknowledgement) = 0))
      )`);
    // What the watchdog reads: only what is unsettled, so that history costs nothing.
    await runner.query(`
      CREATE INDEX order_unsettled ON repair_order (issued_at)
        WHERE result IS NULL OR (result = 'APPLIED' AND accepted_at IS NULL)`);
    await runner.query(`
      CREATE INDEX order_refused ON repair_order (id)
        WHERE result = 'REFUSED' AND acknowledged_at IS NULL`);

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
        restriction_id text,
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
