import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Court papers: their numbers, what was issued, and to whom it was served. */
export class Documents1764140000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Counted in the transaction that takes the number: one that is undone leaves no gap.
    await runner.query(`
      CREATE TABLE document_series (
        series     text PRIMARY KEY,
        court_code text NOT NULL,
        last       integer NOT NULL CHECK (last >= 1)
      )`);

    await runner.query(`
      CREATE TABLE court_document (
        id            text PRIMARY KEY,
        court_code    text NOT NULL,
        decision_id   text,
        commitment_id text,
        listing_id    text,
        type          text NOT NULL,
        series        text NOT NULL REFERENCES document_series (series),
        sequence      integer NOT NULL,
        reserved_at   timestamptz NOT NULL,
        addressees    text,
        replaces      text REFERENCES court_document (id),
        issued_at     timestamptz,
        issued_by     text,
        code          text UNIQUE,
        sha256        text,
        size_bytes    integer,
        pages         integer,
        jws           text,
        key_id        text,
        template      text,
        seal          jsonb,
        facts         bytea,
        superseded_by text REFERENCES court_document (id),
        superseded_at timestamptz,
        UNIQUE (series, sequence),
        CHECK (num_nonnulls(decision_id, commitment_id) = 1),
        CHECK (listing_id IS NOT NULL OR commitment_id IS NOT NULL),
        CHECK (num_nonnulls(superseded_by, superseded_at) IN (0, 2)),
        CHECK (superseded_by IS NULL OR issued_at IS NOT NULL),
        -- Nothing is half issued.
        CONSTRAINT document_issue CHECK (
          num_nonnulls(issued_at, issued_by, code, sha256, size_bytes, pages, jws, key_id, template, seal, facts)
            IN (0, 11))
      )`);
    await runner.query(`CREATE INDEX document_by_decision ON court_document (decision_id, id)`);
    await runner.query(`CREATE INDEX document_by_commitment ON court_document (commitment_id, id)`);
    await runner.query(`CREATE INDEX document_by_listing ON court_document (listing_id, type)`);
    await runner.query(`CREATE INDEX document_by_court ON court_document (court_code, id DESC)`);
    await runner.query(`CREATE INDEX document_by_sha256 ON court_document (sha256)`);
    // One paper of a kind for whom it is, whatever races; another one replaces it, and only once.
    await runner.query(`
      CREATE UNIQUE INDEX document_once ON court_document (decision_id, type, addressees, replaces)
        NULLS NOT DISTINCT WHERE decision_id IS NOT NULL`);
    await runner.query(
      `CREATE UNIQUE INDEX document_once_per_commitment ON court_document (commitment_id, type)`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX document_replaced_once ON court_document (replaces) WHERE replaces IS NOT NULL`,
    );

    // By the database's own hand, as the ledger is: what was issued is never made again.
    await runner.query(`
      CREATE FUNCTION refuse_document_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.issued_at IS NOT NULL AND
           (to_jsonb(NEW) - 'superseded_by' - 'superseded_at') IS DISTINCT FROM
           (to_jsonb(OLD) - 'superseded_by' - 'superseded_at') THEN
          RAISE EXCEPTION 'document % is issued and never changes', OLD.id;
        END IF;
        RETURN NEW;
      END $$`);
    await runner.query(`
      CREATE TRIGGER document_is_final BEFORE UPDATE ON court_document
      FOR EACH ROW EXECUTE FUNCTION refuse_document_change()`);

    await runner.query(`
      CREATE TABLE document_service (
        id          text PRIMARY KEY,
        document_id text NOT NULL REFERENCES court_document (id),
        court_code  text NOT NULL,
        method      text NOT NULL,
        served_at   timestamptz NOT NULL,
        recorded_by text NOT NULL,
        recorded_at timestamptz NOT NULL CHECK (recorded_at >= served_at),
        -- To whom, and what came back: sealed, because it may name people.
        recipient   bytea NOT NULL
      )`);
    await runner.query(`CREATE INDEX service_by_document ON document_service (document_id, id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE document_service, court_document, document_series`);
    await runner.query(`DROP FUNCTION refuse_document_change`);
  }
}
