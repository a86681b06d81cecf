import { DataSource } from 'typeorm';
import { UnitOfWork } from '#messaging';
import { eventually, FixedClock } from '#testing';
import { DeliveryEngine } from '../src/delivery/delivery-engine.js';
import { LeaseStore, TAKE_OVER } from '../src/storage/lease.store.js';
import { OutcomeStore } from '../src/storage/outcome.store.js';
import { PushStore } from '../src/storage/push.store.js';
import { StreamSetupStore } from '../src/storage/stream-setup.store.js';
import { aListing } from './change-builder.js';
import { PublisherUnderTest } from './publisher-under-test.js';
import { anotherEngine } from './pushes.js';
import { TestPlatform } from './test-platform.js';
import { aToldPlatform, publishListings, pushAll, typesAt, type Told } from './told-platform.js';

const SECOND = 1000;
const clock = new FixedClock(new Date('2026-03-02T08:00:00Z'));
let publisher: PublisherUnderTest;

beforeAll(async () => {
  publisher = await PublisherUnderTest.start(clock);
});
afterAll(() => publisher.stop());

async function theLease(streamId: string): Promise<string> {
  const [row] = await publisher.rows('SELECT lease_token FROM push_progress WHERE stream_id = $1', [
    streamId,
  ]);
  return String(row?.['lease_token']);
}

describe('what was redacted', () => {
  it('given a stream opened later, then it is neither pushed nor kept waiting, and what follows is pushed', async () => {
    const { id } = await publisher.enable();
    const old = aListing();
    await publisher.takeIn(old.published());
    await publisher.takeIn(old.removed());
    await publisher.rows(
      `UPDATE change SET bytes_hash = sha256(bytes), bytes = NULL, redacted_at = now()
       WHERE listing_id = $1`,
      [old.id],
    );
    const platform = await new TestPlatform().start();
    const { id: streamId } = await publisher.open(id, platform.webhook);
    const current = aListing();
    await publisher.takeIn(current.published());
    await pushAll(publisher);
    expect(platform.arrivals.map(({ listing }) => listing)).toEqual([current.id]);
    const kept = await publisher.rows(
      `SELECT 'attempt' AS kind FROM attempt WHERE stream_id = $1 AND outcome <> 'delivered'
       UNION ALL SELECT 'waiting' FROM waiting_push WHERE stream_id = $1`,
      [streamId],
    );
    expect(kept).toEqual([]);
    await publisher.setStatus(String(streamId), 'disabled');
    await platform.stop();
  });
});

describe('pushes that wait', () => {
  let told: Told;
  beforeEach(async () => {
    told = await aToldPlatform(publisher);
  });
  afterEach(async () => {
    await publisher.setStatus(told.streamId, 'disabled');
    await told.platform.stop();
  });

  it('given one passed over in memory by something newer, then the others and later ones still go out', async () => {
    const { platform, streamId, id } = told;
    const listings = await publishListings(publisher, 3);
    await pushAll(publisher);
    await publisher.rows('UPDATE stream SET rate_per_second = 1 WHERE id = $1', [streamId]);
    clock.advance(10 * SECOND);
    await pushAll(publisher);
    for (const { id: obligation } of await publisher.obligations(`?subscriber=${id}`)) {
      await publisher.post(`/v1/obligations/${String(obligation)}/resend`, {});
    }
    await pushAll(publisher);
    const resent = platform.arrivals[3]?.listing;
    const [overtaken, other] = listings.filter((listing) => listing.id !== resent);
    if (!overtaken || !other) throw new Error('Two of three are to wait.');
    await publisher.takeIn(overtaken.removed());
    // Read before the next one may start.
    await pushAll(publisher);
    for (let i = 0; i < 5; i++) {
      clock.advance(2 * SECOND);
      await pushAll(publisher);
    }
    expect(platform.versionsOf(overtaken.id, id)).toEqual([1, 2]);
    expect(platform.versionsOf(other.id, id)).toEqual([1, 1]);
    expect(
      await publisher.rows('SELECT FROM waiting_push WHERE stream_id = $1', [streamId]),
    ).toEqual([]);
  });

  it('given a database that cannot be read, or hangs, then it is asked a few times and not all the time', async () => {
    told.platform.answer = () => ({ status: 500 });
    await publishListings(publisher, 1);
    await pushAll(publisher);
    const store = publisher.service.get(PushStore);
    const due = store.due.bind(store);
    let asked = 0;
    store.due = () => {
      asked++;
      return Promise.reject(new Error('connect ECONNREFUSED'));
    };
    clock.advance(60 * SECOND);
    publisher.service.get(DeliveryEngine).wake();
    // Long enough for a thousand, were it a loop.
    await eventually(() => asked > 0);
    await publisher.rows('SELECT pg_sleep(0.5)');
    store.due = due;
    expect(asked).toBeLessThan(5);
  });

  it('given a lease that moves while a batch waits to be written, then the batch writes nothing', async () => {
    await pushAll(publisher);
    const { streamId } = told;
    const token = await theLease(streamId);
    const other = publisher.service.get(DataSource).createQueryRunner();
    await other.startTransaction();
    await other.query('SELECT pg_advisory_xact_lock($1)', [TAKE_OVER]);
    await other.query(
      'UPDATE push_progress SET lease_token = lease_token + 1 WHERE stream_id = $1',
      [streamId],
    );
    const fenced = publisher.service
      .get(UnitOfWork)
      .run((tx) => publisher.service.get(OutcomeStore).fence(tx, [{ streamId, token }]));
    await eventually(
      async () =>
        (
          await publisher.rows(
            `SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = $1 AND NOT granted`,
            [TAKE_OVER],
          )
        ).length > 0,
    );
    await other.commitTransaction();
    await other.release();
    expect([...(await fenced)]).toEqual([]);
  });

  it('given a process frozen in the middle of a batch, then streams that are held are pushed on', async () => {
    await pushAll(publisher);
    const frozen = publisher.service.get(DataSource).createQueryRunner();
    await frozen.startTransaction();
    await frozen.query('SELECT pg_advisory_xact_lock_shared($1)', [TAKE_OVER]);
    // Something to take over, which has to wait for the frozen one.
    await publisher.open(told.id, told.platform.webhook);
    await publisher.service.get(DeliveryEngine).drain();
    await publishListings(publisher, 1);
    await eventually(() => told.platform.arrivals.length === 1);
    await frozen.rollbackTransaction();
    await frozen.release();
    await eventually(() => told.platform.arrivals.length === 2);
  });

  it('given a failure that the owner before recorded during the take-over, then the newer version waits behind it', async () => {
    const { streamId, id, platform } = told;
    await publisher.setStatus(streamId, 'paused');
    await pushAll(publisher);
    const listing = aListing();
    await publisher.takeIn(listing.published());
    const [owed] = await publisher.rows(
      'SELECT id, "offset" FROM obligation WHERE subscriber_id = $1 AND listing_id = $2',
      [id, listing.id],
    );
    await publisher.rows(
      'UPDATE push_progress SET lease_owner = NULL, lease_token = lease_token + 1 WHERE stream_id = $1',
      [streamId],
    );
    const leases = publisher.service.get(LeaseStore);
    const acquire = leases.acquire.bind(leases);
    leases.acquire = async (...given) => {
      leases.acquire = acquire;
      await publisher.rows(
        `INSERT INTO waiting_push (stream_id, obligation_id, subscriber_id, aggregate_id, version,
           "offset", lane, attempts, due_at) VALUES ($1, $2, $3, $4, 1, $5, 'retry', 1, $6)`,
        [streamId, owed?.['id'], id, listing.id, owed?.['offset'], clock.now()],
      );
      await publisher.rows('UPDATE push_progress SET settled_offset = $2 WHERE stream_id = $1', [
        streamId,
        owed?.['offset'],
      ]);
      return acquire(...given);
    };
    await publisher.setStatus(streamId, 'enabled');
    await publisher.takeIn(listing.removed());
    await pushAll(publisher);
    expect(platform.versionsOf(listing.id, id)).toEqual([1, 2]);
  });
});

describe('a lease that has lapsed', () => {
  it('given a probe that is due, then it goes out with the next lease, and nobody asks for it all the time', async () => {
    const { platform, streamId } = await aToldPlatform(publisher);
    platform.answer = () => ({ status: 410 });
    await publishListings(publisher, 1);
    await pushAll(publisher);
    const before = platform.arrivals.length;
    const leases = publisher.service.get(LeaseStore);
    const sayAlive = leases.sayAlive.bind(leases);
    leases.sayAlive = () => Promise.reject(new Error('connect ECONNREFUSED'));
    const now = performance.now.bind(performance);
    performance.now = () => now() + 10 * SECOND;
    clock.advance(300 * SECOND);
    let asked = 0;
    const known = clock.now.bind(clock);
    clock.now = () => {
      asked++;
      return known();
    };
    publisher.service.get(DeliveryEngine).wake();
    await publisher.rows('SELECT pg_sleep(0.5)');
    clock.now = known;
    performance.now = now;
    leases.sayAlive = sayAlive;
    expect(platform.arrivals).toHaveLength(before);
    // A timer that finds nothing to do and sets itself anew asks hundreds of times.
    expect(asked).toBeLessThan(100);
    await pushAll(publisher);
    expect(typesAt(platform).at(-1)).toBe('stream.verification.v1');
    await publisher.setStatus(streamId, 'disabled');
    await platform.stop();
  });
});

describe('a new address that has still to prove itself', () => {
  it('given a turn that read the stream before it was moved, then nothing goes to the old address', async () => {
    const { platform, streamId, token } = await aToldPlatform(publisher);
    const moved = await new TestPlatform().start();
    await pushAll(publisher);
    const leases = publisher.service.get(LeaseStore);
    const setups = publisher.service.get(StreamSetupStore);
    const pushStreams = leases.pushStreams.bind(leases);
    const setLimits = setups.setLimits.bind(setups);
    let hasRead = false;
    let goOn: () => void = () => undefined;
    setups.setLimits = async (...given) => {
      setups.setLimits = setLimits;
      leases.pushStreams = async (db) => {
        leases.pushStreams = pushStreams;
        const streams = await pushStreams(db);
        hasRead = true;
        await new Promise<void>((resolve) => (goOn = resolve));
        return streams;
      };
      publisher.service.get(DeliveryEngine).wake();
      await eventually(() => hasRead);
      return setLimits(...given);
    };
    await publisher.patch(`/v1/streams/${streamId}`, { url: moved.webhook }, token);
    await publishListings(publisher, 1);
    goOn();
    await pushAll(publisher);
    expect(platform.arrivals).toHaveLength(0);
    await publisher.setStatus(streamId, 'disabled');
    await Promise.all([platform.stop(), moved.stop()]);
  });
});

describe('streams that are given back', () => {
  it('given a change that is taken in at that moment, then it is pushed once', async () => {
    const platform = await new TestPlatform().start();
    const streams: string[] = [];
    for (let i = 0; i < 12; i++) {
      const { id } = await publisher.enable();
      streams.push(String((await publisher.open(id, platform.webhook))['id']));
    }
    await pushAll(publisher);
    const leases = publisher.service.get(LeaseStore);
    const release = leases.release.bind(leases);
    const listing = aListing();
    leases.release = async (db, processId, streamIds) => {
      if (streamIds.length > 0) {
        leases.release = release;
        await publisher.takeIn(listing.published());
      }
      return release(db, processId, streamIds);
    };
    const second = anotherEngine(publisher);
    second.onApplicationBootstrap();
    await eventually(() => platform.arrivals.length >= streams.length);
    await second.drain();
    await pushAll(publisher);
    expect(platform.arrivals).toHaveLength(streams.length);
    await second.stop();
    for (const stream of streams) await publisher.setStatus(stream, 'disabled');
    await platform.stop();
  });
});
