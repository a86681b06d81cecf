import { createHash } from 'node:crypto';
import { DataSource } from 'typeorm';
import { newId } from '#contracts';
import { TrustedKeys, verifyDetached } from '#signing';
import { FixedClock } from '#testing';
import { DeliveryEngine } from '../src/delivery/delivery-engine.js';
import type { Change } from '../src/domain/change.js';
import { RetentionJob } from '../src/retention/retention-job.js';
import { createPartitions, monthOf, partitionName } from '../src/storage/partitions.js';
import { CreateMonths } from '../src/use-cases/create-months.js';
import { RedactEnded } from '../src/use-cases/redact-ended.js';
import { aListing } from './change-builder.js';
import { PublisherUnderTest, type EnabledSubscriber } from './publisher-under-test.js';
import { TestPlatform } from './test-platform.js';

const DAY = 24 * 60 * 60 * 1000;
const clock = new FixedClock(new Date());
const platform = new TestPlatform();
let publisher: PublisherUnderTest;
beforeAll(async () => {
  publisher = await PublisherUnderTest.start(clock);
  await platform.start();
});
afterAll(async () => {
  await publisher.stop();
  await platform.stop();
});

const redact = (): Promise<number> => publisher.service.get(RetentionJob).run();

async function kept(
  event: Change,
): Promise<{ bytes: Buffer | null; hash: string | null; jws: string }> {
  const [row] = await publisher.rows(
    `SELECT bytes, encode(bytes_hash, 'hex') AS hash, jws FROM change WHERE event_id = $1`,
    [event.id],
  );
  return row as { bytes: Buffer | null; hash: string | null; jws: string };
}

const isReadable = async (event: Change): Promise<boolean> => (await kept(event)).bytes !== null;

/** As proof and calendar would have it, without half a year of looks. */
async function close(event: Change): Promise<void> {
  await publisher.rows(
    `UPDATE obligation SET state = 'closed', closed_at = $2, next_look_at = NULL
     WHERE event_id = $1 AND superseded_by IS NULL`,
    [event.id, clock.now()],
  );
}

describe('redaction (去内容)', () => {
  it('given all obligations ended and 30 days passed, then the bytes go, and hash, signature and evidence stay', async () => {
    const subscriber = await publisher.enable();
    await publisher.open(subscriber.id);
    const listing = aListing();
    const [published, removed] = [listing.published(), listing.removed()];
    await publisher.takeIn(published);
    await publisher.takeIn(removed);
    const before = await kept(published);
    await close(removed);
    clock.advance(29 * DAY);
    await redact();
    expect([await isReadable(published), await isReadable(removed)]).toEqual([true, true]);
    clock.advance(2 * DAY);
    expect(await redact()).toBe(2);
    const after = await kept(published);
    const bytes = before.bytes as Buffer;
    expect(after).toEqual({
      bytes: null,
      hash: createHash('sha256').update(bytes).digest('hex'),
      jws: before.jws,
    });
    // Whoever kept what it was sent can still show whose word it was.
    const trusted = publisher.service.get(TrustedKeys);
    expect(await verifyDetached(bytes, after.jws, trusted)).toMatchObject({ owner: 'registry' });
    const ledger = await publisher.rows(
      `SELECT detail FROM ledger WHERE action = 'change.redacted' AND subject = $1 ORDER BY seq`,
      [listing.id],
    );
    expect(ledger.map(({ detail }) => detail as object)).toEqual([
      { eventId: published.id, sha256: after.hash },
      { eventId: removed.id, sha256: (await kept(removed)).hash },
    ]);
    const obligations = await publisher.obligations(`?listing=${listing.id}`);
    expect(obligations).toHaveLength(2);
    expect(await redact()).toBe(0);
  });

  it('given a reader before what was redacted, then 410; from behind it on, it reads what is left', async () => {
    const subscriber = await publisher.enable();
    const { id: feed } = await publisher.open(subscriber.id);
    const [listing, listed] = [aListing(), aListing()];
    const removed = [listing.published(), listing.removed()];
    for (const change of [...removed, listed.published()]) await publisher.takeIn(change);
    await close(removed[1] as Change);
    clock.advance(31 * DAY);
    await redact();
    const read = (after: string) =>
      publisher.get(`/v1/streams/${feed as string}/events?after=${after}`, subscriber.token);
    expect(await read('1.0')).toMatchObject({ status: 410 });
    expect(await read('1.1')).toMatchObject({ status: 410 });
    const { status, body } = await read('1.2');
    expect(status).toBe(200);
    expect((body['data'] as { offset: number }[]).map(({ offset }) => offset)).toEqual([3]);
  });

  it('given a listing that is still listed, then its newest change stays, and older ones go', async () => {
    const subscriber = await publisher.enable();
    const listing = aListing();
    const [published, corrected] = [listing.published(), listing.corrected()];
    await publisher.takeIn(published);
    await publisher.takeIn(corrected);
    await close(corrected);
    clock.advance(31 * DAY);
    await redact();
    expect([await isReadable(published), await isReadable(corrected)]).toEqual([false, true]);
    expect(subscriber.id).toBeTruthy();
  });

  it.each(['expected', 'delivered', 'applied', 'nacked', 'contradicted', 'ambiguous', 'verified'])(
    'given one obligation of many that is %s, then nothing of it goes',
    async (state) => {
      const open = await publisher.enable();
      await publisher.enable();
      const listing = aListing();
      await publisher.takeIn(listing.published());
      const removed = listing.removed();
      await publisher.takeIn(removed);
      await close(removed);
      await publisher.rows(
        `UPDATE obligation SET state = $3, verified_at = $4 WHERE event_id = $1 AND subscriber_id = $2`,
        [removed.id, open.id, state, clock.now()],
      );
      clock.advance(31 * DAY);
      await redact();
      expect(await isReadable(removed)).toBe(true);
    },
  );

  it('given a stream that has still to push it, paused or not, then it stays until it has', async () => {
    const subscriber = await publisher.enable();
    const { id: stream } = await publisher.open(subscriber.id, platform.webhook);
    await publisher.setStatus(stream as string, 'paused');
    const listing = aListing();
    const changes = [listing.published(), listing.removed()] as const;
    for (const change of changes) await publisher.takeIn(change);
    await close(changes[1]);
    clock.advance(31 * DAY);
    await redact();
    expect(await isReadable(changes[0])).toBe(true);
    await publisher.setStatus(stream as string, 'enabled');
    await publisher.service.get(DeliveryEngine).drain();
    await close(changes[1]);
    clock.advance(31 * DAY);
    await redact();
    expect(await isReadable(changes[0])).toBe(false);
    expect(platform.versionsOf(listing.id, subscriber.id)).toEqual([1, 2]);
    await publisher.setStatus(stream as string, 'disabled');
  });

  it('given a stream opened after it, then it passes over what is gone, and pushes what is left in order', async () => {
    const subscriber = await publisher.enable();
    const [gone, listed] = [aListing(), aListing()];
    await publisher.takeIn(gone.published());
    const removed = gone.removed();
    await publisher.takeIn(removed);
    await publisher.takeIn(listed.published());
    await close(removed);
    clock.advance(31 * DAY);
    expect(await redact()).toBeGreaterThan(0);
    expect(await isReadable(removed)).toBe(false);
    // Nobody has its bytes in memory any more.
    await publisher.service.restart();
    const { id: stream } = await publisher.open(subscriber.id, platform.webhook);
    await publisher.takeIn(listed.corrected());
    await publisher.service.get(DeliveryEngine).drain();
    const arrived = platform.arrivals.filter(({ claims }) => claims['aud'] === subscriber.id);
    expect(arrived.map(({ listing, version }) => [listing, version])).toEqual([
      [listed.id, 1],
      [listed.id, 2],
    ]);
    await publisher.setStatus(stream as string, 'disabled');
  });

  it('given what receivers answered, then it goes with the bytes, and its outcome stays', async () => {
    const subscriber = await publisher.enable();
    const { id: streamId } = await publisher.open(subscriber.id, 'http://127.0.0.1:9/webhook');
    await publisher.setStatus(String(streamId), 'disabled');
    const listing = aListing();
    await publisher.takeIn(listing.published());
    const removed = listing.removed();
    await publisher.takeIn(removed);
    await close(removed);
    const attempt = newId('dlv');
    await publisher.rows(
      `INSERT INTO attempt (id, stream_id, obligation_id, "offset", attempt, started_at, outcome, http_status, answer)
       SELECT $1, $5, id, "offset", 1, $3, 'delivered', 200, 'thanks' FROM obligation
       WHERE event_id = $2 AND subscriber_id = $4`,
      [attempt, removed.id, clock.now(), subscriber.id, streamId],
    );
    clock.advance(31 * DAY);
    await redact();
    expect(
      await publisher.rows('SELECT outcome, http_status, answer FROM attempt WHERE id = $1', [
        attempt,
      ]),
    ).toEqual([{ outcome: 'delivered', http_status: 200, answer: null }]);
  });

  it('given several processes on one day, then one of them does it, and the next day one again', async () => {
    const redaction = publisher.service.get(RedactEnded);
    const claims = await Promise.all([redaction.claim(), redaction.claim(), redaction.claim()]);
    expect(claims.filter(Boolean)).toHaveLength(1);
    clock.advance(DAY);
    expect(await redaction.claim()).toBe(true);
  });
});

describe('months', () => {
  const partitions = async () =>
    (
      await publisher.rows(
        `SELECT inhrelid::regclass::text AS name FROM pg_inherits
         WHERE inhparent IN ('change'::regclass, 'obligation'::regclass, 'attempt'::regclass,
           'receipt'::regclass, 'look'::regclass)`,
      )
    ).map(({ name }) => name as string);

  it('given a new month, then its partitions are made ahead, once, whoever runs it', async () => {
    const now = clock.now();
    clock.set(monthOf(now, 6));
    const create = publisher.service.get(CreateMonths);
    const made = await Promise.all([create.run(), create.run()]);
    expect(made.flat().sort()).toEqual(
      ['change', 'obligation', 'attempt', 'receipt', 'look']
        .flatMap((table) => [6, 7, 8].map((ahead) => partitionName(table, monthOf(now, ahead))))
        .sort(),
    );
    expect(await partitions()).toEqual(expect.arrayContaining(made.flat()));
    expect(await create.run()).toEqual([]);
    clock.set(now);
  });

  it('given rows that came while their month was missing, then they move into it, and none is lost', async () => {
    const subscriber = await publisher.enable();
    const listing = aListing();
    await publisher.takeIn(listing.published());
    const database = publisher.service.get(DataSource);
    const here = partitionName('obligation', monthOf(new Date()));
    // As if the job had not run for months: what comes falls into the other partition.
    await database.transaction(async (manager) => {
      await manager.query(`ALTER TABLE obligation DETACH PARTITION ${here}`);
      await manager.query(`INSERT INTO obligation SELECT * FROM ${here}`);
      await manager.query(`DROP TABLE ${here}`);
    });
    expect(await createPartitions(database, new Date())).toEqual([here]);
    const rows = await publisher.rows(
      'SELECT tableoid::regclass::text AS place FROM obligation WHERE subscriber_id = $1',
      [subscriber.id],
    );
    expect(rows).toEqual([{ place: here }]);
    await publisher.takeIn(listing.removed());
    expect(await toldTo(subscriber)).toBe(2);
  });
});

describe('a month that is detached', () => {
  const THIS = new Date().toISOString().slice(0, 7);
  const detach = (month = THIS) => publisher.post(`/v1/retention/months/${month}/detach`, {});

  it('given it is not over, is no month, or has no partition, then it is refused', async () => {
    const now = clock.now();
    clock.set(new Date());
    expect(await detach()).toMatchObject({
      status: 409,
      body: { type: 'urn:yichu:problem:month-not-over' },
    });
    clock.set(now);
    expect(await detach('2026-13')).toMatchObject({ status: 404 });
    expect(await detach('2020-01')).toMatchObject({ status: 404 });
    const subscriber = await publisher.enable();
    const path = `/v1/retention/months/${THIS}/detach`;
    expect(await publisher.post(path, {}, subscriber.token)).toMatchObject({ status: 403 });
  });

  it('given anything in it is open, then it is refused with how much', async () => {
    clock.set(monthOf(new Date(), 24));
    await publisher.enable();
    await publisher.takeIn(aListing().published());
    const { status, body } = await detach();
    expect([status, body['type']]).toEqual([409, 'urn:yichu:problem:month-in-use']);
    expect((body['inUse'] as { open: number }).open).toBeGreaterThan(0);
  });

  it('given all has ended, then it goes, and what later changes must know stays', async () => {
    const subscriber = await publisher.enable();
    const listing = aListing();
    for (const change of [listing.published(), listing.corrected()]) await publisher.takeIn(change);
    await publisher.rows(`UPDATE stream SET status = 'disabled' WHERE channel = 'webhook'`);
    await publisher.rows(
      `UPDATE obligation SET state = 'closed', closed_at = $1, next_look_at = NULL WHERE superseded_by IS NULL`,
      [clock.now()],
    );
    await keepWaiting(subscriber.id, listing.id);
    clock.advance(31 * DAY);
    await redact();
    const { status, body } = await detach();
    expect([status, body]).toEqual([200, expect.objectContaining({ month: THIS })]);
    expect(await detach()).toMatchObject({ status: 404 });
    // The listing is listed: who holds it is known, and is told.
    const removed = listing.removed();
    await publisher.takeIn(removed);
    const told = await publisher.obligations(`?subscriber=${subscriber.id}`);
    expect(told.map((each) => each['version'] as number).sort()).toEqual([2, 3]);
    const [gone] = await publisher.rows(
      `SELECT count(*)::int AS n FROM ${(body['tables'] as string[])[1]} WHERE subscriber_id = $1`,
      [subscriber.id],
    );
    expect(gone?.['n']).toBe(2);
    // What waited behind a push that went with the month is due when its stream is enabled again.
    const waiting = await publisher.rows(
      'SELECT version, due_at IS NOT NULL AS due FROM waiting_push WHERE subscriber_id = $1',
      [subscriber.id],
    );
    expect(waiting).toEqual([{ version: 2, due: true }]);
  });
});

/** A stream that was disabled while the first version had failed, and the second waited behind it. */
async function keepWaiting(subscriberId: string, listingId: string): Promise<void> {
  const { id: streamId } = await publisher.open(subscriberId, platform.webhook);
  await publisher.setStatus(streamId as string, 'disabled');
  await publisher.service.get(DeliveryEngine).drain();
  await publisher.rows('DELETE FROM waiting_push WHERE stream_id = $1', [streamId]);
  await publisher.rows(
    `INSERT INTO waiting_push (stream_id, obligation_id, subscriber_id, aggregate_id, version,
       "offset", lane, attempts, due_at)
     SELECT $1, id, subscriber_id, listing_id, version, "offset", 'retry', 1,
       CASE version WHEN 1 THEN $4::timestamptz END
     FROM obligation WHERE subscriber_id = $2 AND listing_id = $3`,
    [streamId, subscriberId, listingId, clock.now()],
  );
}

const toldTo = async ({ id }: EnabledSubscriber): Promise<number> =>
  (await publisher.obligations(`?subscriber=${id}`)).length;

describe('rows of replays', () => {
  it('given one ended a month ago and one did not, then the rows of the first alone go, and its figures stay', async () => {
    const [old, young, open] = [newId('rpl'), newId('rpl'), newId('rpl')];
    const daysAgo = (days: number) => new Date(clock.now().getTime() - days * DAY);
    const ends = [
      [old, daysAgo(31)],
      [young, daysAgo(29)],
      [open, null],
    ] as const;
    for (const [id, endedAt] of ends) {
      await publisher.rows(
        `INSERT INTO replay (id, requested_by, created_at, status, skipped, queued, ended_at)
         VALUES ($1, 'operations-1', $2, 'cancelled', 1, 2500, $3)`,
        [id, daysAgo(90), endedAt],
      );
      await publisher.rows(
        `INSERT INTO replay_push (replay_id, stream_id, obligation_id, queued_at, outcome)
         SELECT $1, 'str_x', 'obl_' || i, $2, 'delivered' FROM generate_series(1, 2500) i`,
        [id, daysAgo(90)],
      );
      await publisher.rows(
        `INSERT INTO replay_skipped (replay_id, obligation_id, subscriber_id, listing_id, version, reason)
         VALUES ($1, 'obl_x', 'sub_x', 'lst_x', 1, 'redacted')`,
        [id],
      );
    }
    await redact();
    const rowsOf = async (table: string) => {
      const rows = await publisher.rows(
        `SELECT replay_id AS id, count(*)::int AS rows FROM ${table} GROUP BY replay_id`,
      );
      return new Map(rows.map(({ id, rows }) => [String(id), Number(rows)]));
    };
    expect(await rowsOf('replay_push')).toEqual(
      new Map([
        [young, 2500],
        [open, 2500],
      ]),
    );
    expect(await rowsOf('replay_skipped')).toEqual(
      new Map([
        [young, 1],
        [open, 1],
      ]),
    );
    const { body } = await publisher.get(`/v1/replays/${old}`);
    expect(body).toMatchObject({ progress: { skipped: 1, queued: 2500 } });
    await publisher.rows('DELETE FROM replay WHERE id = $1', [open]);
  });
});
