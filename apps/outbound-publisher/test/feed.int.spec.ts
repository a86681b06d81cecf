import fc from 'fast-check';
import { verifyDetached, TrustedKeys } from '#signing';
import { aListing, type ListingBuilder } from './change-builder.js';
import { PublisherUnderTest, type EnabledSubscriber } from './publisher-under-test.js';

interface Page {
  data: { offset: number; event: string; jws: string }[];
  next: string;
  done: boolean;
}

let publisher: PublisherUnderTest;
beforeAll(async () => {
  publisher = await PublisherUnderTest.start();
});
afterAll(() => publisher.stop());

class Reader {
  constructor(
    readonly subscriber: EnabledSubscriber,
    readonly stream: string,
  ) {}

  static async enable(): Promise<Reader> {
    const subscriber = await publisher.enable();
    const stream = await publisher.open(subscriber.id);
    return new Reader(subscriber, stream.id as string);
  }

  get path(): string {
    return `/v1/streams/${this.stream}`;
  }

  async read(query = ''): Promise<Page> {
    const { status, body } = await publisher.get(
      `${this.path}/events${query}`,
      this.subscriber.token,
    );
    expect(status).toBe(200);
    return body as Page;
  }

  async states(): Promise<unknown[]> {
    const found = await publisher.obligations(`?subscriber=${this.subscriber.id}`);
    return found.map((each) => each.state as unknown);
  }
}

async function publish(count: number): Promise<ListingBuilder[]> {
  const listings = Array.from({ length: count }, () => aListing());
  for (const listing of listings) await publisher.takeIn(listing.published());
  return listings;
}

describe('invariant 5: a feed reader who continues from its cursor misses nothing', () => {
  it('given any page sizes and commits in between, then each change comes once and in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 }),
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 4 }),
        async (limits, bursts) => {
          const reader = await Reader.enable();
          const seen: number[] = [];
          let cursor = '';
          let total = 0;
          const readOne = async (limit: number) => {
            const page = await reader.read(`?limit=${limit}${cursor && `&after=${cursor}`}`);
            seen.push(...page.data.map((each) => each.offset));
            cursor = page.next;
            return page;
          };
          for (const [index, burst] of bursts.entries()) {
            const intake = publish(burst);
            await readOne(limits[index % limits.length] ?? 1);
            await intake;
            total += burst;
          }
          while (!(await readOne(limits[0] ?? 1)).done);
          expect(seen).toEqual(Array.from({ length: total }, (_each, index) => index + 1));
        },
      ),
      { numRuns: 10 },
    );
  });

  it('given a page, then it holds the exact bytes that the registry signed', async () => {
    const reader = await Reader.enable();
    const listing = aListing();
    const published = listing.published();
    await publisher.announce(published);
    const page = await reader.read();
    expect(page).toMatchObject({ next: '1.1', done: true, data: [{ offset: 1 }] });
    const [entry] = page.data;
    expect(entry?.event).toBe(JSON.stringify(published));
    const trusted = TrustedKeys.fromFile(publisher.service.config.trustedKeysFile);
    const signer = await verifyDetached(Buffer.from(entry?.event ?? ''), entry?.jws, trusted);
    expect(signer.owner).toBe('registry');
  });

  it('given nothing is there, then a reader who waits gets the next change as it is committed', async () => {
    const reader = await Reader.enable();
    const waiting = reader.read('?after=1.0&wait=30');
    await publish(1);
    expect(await waiting).toMatchObject({ next: '1.1', data: [{ offset: 1 }] });
  });

  it('given nothing comes, then the reader gets an empty page and its own cursor back', async () => {
    const reader = await Reader.enable();
    await publish(1);
    expect(await reader.read('?after=1.1&wait=1')).toEqual({ data: [], next: '1.1', done: true });
  });

  it('given a reader goes away, then its wait ends', async () => {
    const reader = await Reader.enable();
    const gone = new AbortController();
    const waiting = publisher.get(
      `${reader.path}/events?after=1.0&wait=30`,
      reader.subscriber.token,
      gone.signal,
    );
    await publisher.readersWaiting(1);
    gone.abort();
    await expect(waiting).rejects.toThrow();
    await publisher.readersWaiting(0);
  });
});

describe('what reading proves', () => {
  it('given a read from beyond an offset, then all up to it count as delivered', async () => {
    const reader = await Reader.enable();
    await publish(3);
    await reader.read();
    expect(await reader.states()).toEqual(['expected', 'expected', 'expected']);
    await reader.read('?after=1.2');
    expect(await reader.states()).toEqual(['delivered', 'delivered', 'expected']);
    const { body } = await publisher.get(reader.path, reader.subscriber.token);
    expect(body).toMatchObject({ deliveredOffset: 2 });
  });

  it('given a commit, then all up to it count as delivered; going back takes nothing back', async () => {
    const reader = await Reader.enable();
    await publish(2);
    const { token } = reader.subscriber;
    expect(await publisher.post(`${reader.path}/commit`, { offset: 2 }, token)).toEqual({
      status: 200,
      body: { id: reader.stream, committed: '1.2' },
    });
    const back = await publisher.post(`${reader.path}/commit`, { offset: 1 }, token);
    expect(back.body).toMatchObject({ committed: '1.2' });
    expect(await reader.states()).toEqual(['delivered', 'delivered']);
    const beyond = await publisher.post(`${reader.path}/commit`, { offset: 3 }, token);
    expect(beyond).toMatchObject({ status: 422, body: { errors: [{ field: 'offset' }] } });
  });

  it('given a feed, then a deadline runs from when the change could be read', async () => {
    const reader = await Reader.enable();
    await publish(1);
    const [own] = await publisher.obligations(`?subscriber=${reader.subscriber.id}`);
    expect(own?.applyBy).toEqual(expect.stringMatching(/^20\d\d-\d\d-\d\dT15:59:59\.999Z$/));
    expect(own?.deliveredAt).toBeNull();
  });

  it('given a feed opened later, then deadlines run from then', async () => {
    const subscriber = await publisher.enable();
    await publish(1);
    const [before] = await publisher.obligations(`?subscriber=${subscriber.id}`);
    expect(before?.applyBy).toBeNull();
    await publisher.open(subscriber.id);
    const [after] = await publisher.obligations(`?subscriber=${subscriber.id}`);
    expect(after?.applyBy).not.toBeNull();
  });
});

describe('where a reader stands', () => {
  it('given no cursor, then it reads from the start, or from where it sought to', async () => {
    const reader = await Reader.enable();
    await publish(3);
    await reader.read('?after=1.2');
    expect((await reader.read()).data.map((each) => each.offset)).toEqual([1, 2, 3]);
    const { token } = reader.subscriber;
    expect(await publisher.post(`${reader.path}/seek`, { after: '1.2' }, token)).toEqual({
      status: 200,
      body: { id: reader.stream, next: '1.2' },
    });
    expect((await reader.read()).data.map((each) => each.offset)).toEqual([3]);
  });

  it.each([
    ['malformed', 'after=abc', 422, 'CURSOR'],
    ['beyond the end', 'after=1.99', 422, 'NEVER_ISSUED'],
    ['of another epoch', 'after=2.0', 410, 'CURSOR_EXPIRED'],
    ['fine, with a limit of 0', 'after=1.0&limit=0', 422, 'MIN'],
    ['fine, with a limit of 501', 'after=1.0&limit=501', 422, 'MAX'],
    ['fine, with a wait of 31 s', 'after=1.0&wait=31', 422, 'MAX'],
  ])('given a cursor that is %s, then a problem says so', async (_what, query, status, rule) => {
    const reader = await Reader.enable();
    const answer = await publisher.get(`${reader.path}/events?${query}`, reader.subscriber.token);
    expect(answer).toMatchObject({ status, body: { status, errors: [{ rule }] } });
  });

  it('given a paused stream, then it can be read; given a disabled one, then not', async () => {
    const reader = await Reader.enable();
    await publish(1);
    await publisher.setStatus(reader.stream, 'paused');
    expect((await reader.read()).data).toHaveLength(1);
    await publisher.setStatus(reader.stream, 'disabled');
    const refused = await publisher.get(`${reader.path}/events`, reader.subscriber.token);
    expect(refused).toMatchObject({ status: 409, body: { errors: [{ rule: 'STREAM_DISABLED' }] } });
  });

  it('given a webhook stream, then there is nothing to read from', async () => {
    const { id, token } = await publisher.enable();
    const stream = await publisher.open(id, 'http://127.0.0.1:9/hook');
    const refused = await publisher.get(`/v1/streams/${stream.id as string}/events`, token);
    expect(refused).toMatchObject({ status: 409, body: { errors: [{ rule: 'NOT_A_FEED' }] } });
  });
});
