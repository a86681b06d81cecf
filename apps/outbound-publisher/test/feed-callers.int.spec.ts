import { request } from 'node:http';
import { eventually, FixedClock, TestService, type testServiceConfig } from '#testing';
import { AppModule } from '../src/app.module.js';
import { publisherMigrations } from '../src/storage/migrations/index.js';
import { FeedWaiters, MOST_WAITING_PER_STREAM } from '../src/use-cases/feed-waiters.js';
import { WakeUps } from '../src/storage/wake-ups.js';
import { aListing } from './change-builder.js';
import { PublisherUnderTest, type Answer, type EnabledSubscriber } from './publisher-under-test.js';

interface Reader extends EnabledSubscriber {
  path: string;
  stream: string;
}

let publisher: PublisherUnderTest;
beforeAll(async () => {
  publisher = await PublisherUnderTest.start();
});
afterAll(() => publisher.stop());

async function aReader(): Promise<Reader> {
  const subscriber = await publisher.enable();
  const stream = (await publisher.open(subscriber.id)).id as string;
  return { ...subscriber, stream, path: `/v1/streams/${stream}` };
}

function read({ path, token }: Reader, query = '', gone?: AbortSignal): Promise<Answer> {
  return publisher.get(`${path}/events${query}`, token, gone);
}

/** Where the publisher believes a reader to be, and what it has of the reader's doing in the ledger. */
async function tracesOf({ id, stream }: Reader): Promise<unknown> {
  const [place] = await publisher.rows(
    'SELECT delivered_offset, cursor_offset FROM stream WHERE id = $1',
    [stream],
  );
  const acts = await publisher.rows(`SELECT action FROM ledger WHERE actor = $1`, [id]);
  return { place, acts: acts.length };
}

const FORGED_CURSORS = [
  ['garbage', 'abc'],
  ['an offset alone', '7'],
  ['a huge offset', '1.99999999999999999999999'],
  ['an offset just beyond a bigint', '1.9223372036854775808'],
  ['a negative offset', '1.-1'],
  ['a fraction', '1.1.5'],
  ['an exponent', '1.1e3'],
  ['hexadecimal', '0x1.0x1'],
  ['SQL', "1.0' OR 1=1; DROP TABLE stream; --"],
  ['full-width digits', '１．０'],
  ['Arabic digits', '١.٠'],
  ['an emoji', '🙂'],
  ['a NUL', '1.0\0'],
  ['half a character', '%ED%A0%80', true],
  ['broken percent signs', '%zz', true],
  ['10,000 characters', '1'.repeat(10_000)],
] as const;

describe('forged cursors', () => {
  it.each(FORGED_CURSORS)('given %s, then it is refused and leaves no trace', async (...given) => {
    const [, cursor, isRaw = false] = given;
    const reader = await aReader();
    await publisher.takeIn(aListing().published());
    const before = await tracesOf(reader);
    const { status, body } = await read(
      reader,
      `?after=${isRaw ? cursor : encodeURIComponent(cursor)}`,
    );
    expect([400, 422]).toContain(status);
    expect(body).toMatchObject({ status, errors: [{ rule: expect.any(String) as string }] });
    expect(JSON.stringify(body)).not.toContain(`"${cursor}"`);
    expect(await tracesOf(reader)).toEqual(before);
  });

  it.each([
    ['named twice', 'after=1.0&after=1.1'],
    ['an object', 'after[a]=1.0'],
    ['of another name', 'cursor=1.0'],
  ])('given one that is %s, then the field is refused', async (_what, query) => {
    const { status } = await read(await aReader(), `?${query}`);
    expect(status).toBe(422);
  });

  it("given another's stream and cursor, then neither is told", async () => {
    const [own, other] = [await aReader(), await aReader()];
    await publisher.takeIn(aListing().published());
    const { status, body } = await publisher.get(`${other.path}/events?after=1.0`, own.token);
    expect(status).toBe(403);
    expect(JSON.stringify(body)).not.toContain('evt_');
  });

  it('given a cursor of a megabyte, then the connection is refused before anything is read', async () => {
    const { path, token } = await aReader();
    const status = await new Promise<number | string | undefined>((resolve) => {
      const url = new URL(
        `${publisher.service.url}${path}/events?after=${'1'.repeat(1024 * 1024)}`,
      );
      const sent = request(url, { headers: { authorization: `Bearer ${token}` } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      sent.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
      sent.end();
    });
    expect([400, 431, 'ECONNRESET', 'EPIPE']).toContain(status);
    expect((await publisher.get('/healthz')).status).toBe(200);
  });

  it.each([-1, 1.5, 1e300, '1', null, {}, [], true])(
    'given a commit of %j, then it is refused and leaves no trace',
    async (offset) => {
      const reader = await aReader();
      const { status } = await publisher.post(`${reader.path}/commit`, { offset }, reader.token);
      expect(status).toBe(422);
      expect(await tracesOf(reader)).toMatchObject({ place: { delivered_offset: '0' }, acts: 0 });
    },
  );
});

describe('410: a cursor that leads nowhere any more', () => {
  it('given what comes next was redacted, then it says where to go on', async () => {
    const reader = await aReader();
    for (let i = 0; i < 4; i++) await publisher.takeIn(aListing().published());
    await publisher.rows('UPDATE subscriber SET oldest_offset = 3 WHERE id = $1', [reader.id]);
    for (const query of ['', '?after=1.0', '?after=1.1', '?after=1.1&wait=20']) {
      expect(await read(reader, query)).toMatchObject({
        status: 410,
        body: { snapshot: null, startFrom: '1.2', errors: [{ rule: 'CURSOR_EXPIRED' }] },
      });
    }
    const { status, body } = await read(reader, '?after=1.2');
    expect(status).toBe(200);
    expect(body.data).toMatchObject([{ offset: 3 }, { offset: 4 }]);
  });

  it('given it fetches snapshots, then it is named the one to start from', async () => {
    const reader = await aReader();
    const opened = await publisher.post(`/v1/subscribers/${reader.id}/streams`, {
      channel: 'snapshot',
    });
    const snapshots = `/v1/streams/${String(opened.body['id'])}/snapshots`;
    for (let i = 0; i < 3; i++) await publisher.takeIn(aListing().published());
    await eventually(
      async () => (await publisher.get(`${snapshots}/latest`, reader.token)).status === 200,
    );
    await publisher.takeIn(aListing().published());
    await publisher.rows('UPDATE subscriber SET oldest_offset = 2 WHERE id = $1', [reader.id]);
    const { status, body } = await read(reader, '?after=1.0');
    expect(status).toBe(410);
    expect(body).toMatchObject({ startFrom: '1.3', snapshot: { position: expect.any(Number) } });
    const { manifest, position } = body.snapshot as { manifest: string; position: number };
    expect(manifest).toMatch(new RegExp(`${snapshots}/${position}$`));
    expect((await read(reader, `?after=${String(body.startFrom)}`)).body.data).toMatchObject([
      { offset: 4 },
    ]);
    // One that was cut before what is kept begins leads into the same gap.
    await publisher.rows('UPDATE subscriber SET oldest_offset = 5 WHERE id = $1', [reader.id]);
    expect((await read(reader, '?after=1.0')).body).toMatchObject({
      snapshot: null,
      startFrom: '1.4',
    });
  });

  it('given bytes that are redacted while they are read, then nothing is left out in silence', async () => {
    const reader = await aReader();
    const listing = aListing().published();
    await publisher.takeIn(listing);
    await publisher.rows(
      `UPDATE change SET bytes_hash = sha256(bytes), redacted_at = now(), bytes = NULL
       WHERE event_id = $1`,
      [listing.id],
    );
    expect(await read(reader, '?after=1.0')).toMatchObject({ status: 410 });
  });

  it('given a restore from backup, then numbers of before mean nothing', async () => {
    const reader = await aReader();
    await publisher.takeIn(aListing().published());
    await publisher.rows('UPDATE epoch SET epoch = 2');
    try {
      expect(await read(reader, '?after=1.1')).toMatchObject({
        status: 410,
        body: { startFrom: '2.0' },
      });
      expect(await read(reader, '?after=2.0')).toMatchObject({
        status: 200,
        body: { next: '2.1' },
      });
    } finally {
      await publisher.rows('UPDATE epoch SET epoch = 1');
    }
  });
});

describe('what one reader may ask', () => {
  it('given its long polls are used up, then one more is told when to come back', async () => {
    const [reader, other] = [await aReader(), await aReader()];
    const gone = new AbortController();
    const waiting = Array.from({ length: MOST_WAITING_PER_STREAM }, () =>
      read(reader, '?after=1.0&wait=30', gone.signal).catch(() => undefined),
    );
    await publisher.readersWaiting(MOST_WAITING_PER_STREAM);
    const refused = await fetch(`${publisher.service.url}${reader.path}/events?wait=30`, {
      headers: { authorization: `Bearer ${reader.token}` },
    });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await read(reader, '?after=1.0')).status).toBe(200);
    expect((await read(other, '?after=1.0&wait=1')).status).toBe(200);
    gone.abort();
    await Promise.all(waiting);
    await publisher.readersWaiting(0);
    expect((await read(reader, '?after=1.0&wait=1')).status).toBe(200);
  });

  it('given hundreds of long polls at once, then most are refused and the rest get the change', async () => {
    const reader = await aReader();
    const polls = Array.from({ length: 200 }, () => read(reader, '?after=1.0&wait=30'));
    await publisher.readersWaiting(MOST_WAITING_PER_STREAM);
    await publisher.takeIn(aListing().published());
    const statuses = (await Promise.all(polls)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(
      MOST_WAITING_PER_STREAM,
    );
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
    await publisher.readersWaiting(0);
  });
});

describe('a reader in a tight loop', () => {
  it.each(['/v1/subscribers/{id}', '/v1/streams/{stream}/snapshots'])(
    'given it asks %s, then it is told when to come back as well',
    async (path) => {
      const slow = await PublisherUnderTest.start(new FixedClock(new Date()));
      try {
        const { id, token } = await slow.enable();
        const opened = await slow.post(`/v1/subscribers/${id}/streams`, { channel: 'snapshot' });
        const asked = path.replace('{id}', id).replace('{stream}', opened.body['id'] as string);
        const answers = await Promise.all(
          Array.from({ length: 320 }, () => slow.get(asked, token)),
        );
        const statuses = answers.map(({ status }) => status);
        expect(statuses.filter((status) => status === 429)).toHaveLength(20);
        expect(statuses.filter((status) => status === 200)).toHaveLength(300);
      } finally {
        await slow.stop();
      }
    },
  );

  it('given it seeks and seeks, then the ledger is not filled by it', async () => {
    const clock = new FixedClock(new Date());
    const slow = await PublisherUnderTest.start(clock);
    try {
      const { id, token } = await slow.enable();
      const stream = (await slow.open(id)).id as string;
      const seek = () => slow.post(`/v1/streams/${stream}/seek`, { after: '1.0' }, token);
      for (let i = 0; i < 10; i++) {
        await Promise.all(Array.from({ length: 30 }, seek));
        clock.advance(100);
      }
      clock.advance(500);
      expect((await seek()).status).toBe(200);
      expect(await seek()).toMatchObject({
        status: 429,
        body: { errors: [{ rule: 'WRITE_PACE' }] },
      });
      expect(await slow.rows("SELECT FROM ledger WHERE action = 'feed.sought'")).toHaveLength(301);
    } finally {
      await slow.stop();
    }
  });

  it('given it asks more than its share, then it is told when to come back, and nobody else is', async () => {
    const clock = new FixedClock(new Date());
    const slow = await PublisherUnderTest.start(clock);
    try {
      const [own, other] = [await slow.enable(), await slow.enable()];
      const path = `/v1/streams/${(await slow.open(own.id)).id as string}/events`;
      const readOnce = () => slow.get(path, own.token);
      const answers = await Promise.all(Array.from({ length: 320 }, readOnce));
      const refused = answers.filter(({ status }) => status === 429);
      expect(refused).toHaveLength(20);
      expect(refused[0]?.body).toMatchObject({ errors: [{ rule: 'CALLER_PACE' }] });
      const stream = (await slow.open(other.id)).id as string;
      expect((await slow.get(`/v1/streams/${stream}/events`, other.token)).status).toBe(200);
      clock.advance(1_000);
      expect((await readOnce()).status).toBe(200);
    } finally {
      await slow.stop();
    }
  });
});

describe('readers at another process of the publisher', () => {
  let second: TestService;
  beforeAll(async () => {
    const { config, keys } = publisher.service;
    const options = {
      name: 'outbound-publisher' as const,
      migrations: publisherMigrations,
      module: (given: Awaited<ReturnType<typeof testServiceConfig>>) =>
        AppModule.with({
          ...given,
          privateNetworks: [],
          secretsKey: Buffer.alloc(32, 9),
        }),
    };
    second = new TestService(options, config, keys);
    await second.start();
    await eventually(() => second.get(WakeUps).isListening);
  });
  afterAll(() => second.close());

  async function waitAtSecond({ path, token }: Reader): Promise<Answer & { ms: number }> {
    const started = performance.now();
    const response = await fetch(`${second.url}${path}/events?after=1.0&wait=30`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const body = (await response.json()) as Answer['body'];
    return { status: response.status, body, ms: performance.now() - started };
  }

  it('given one process takes a change in, then who waits at the other has it at once', async () => {
    const reader = await aReader();
    const waiting = waitAtSecond(reader);
    await eventually(() => second.get(FeedWaiters).count === 1);
    await publisher.takeIn(aListing().published());
    const { body, ms } = await waiting;
    expect(body.data).toMatchObject([{ offset: 1 }]);
    // By itself it would have looked after ten seconds.
    expect(ms).toBeLessThan(5_000);
  });

  it('given the connection for wake-ups breaks, then it comes back, and what was missed is found', async () => {
    const reader = await aReader();
    const waiting = waitAtSecond(reader);
    await eventually(() => second.get(FeedWaiters).count === 1);
    await publisher.rows(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND query LIKE 'LISTEN%'`,
    );
    await publisher.takeIn(aListing().published());
    const { body, ms } = await waiting;
    expect(body.data).toMatchObject([{ offset: 1 }]);
    expect(ms).toBeLessThan(5_000);
    await eventually(() => second.get(WakeUps).isListening);
  });
});
