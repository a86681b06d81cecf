import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ObjectLiteral } from 'typeorm';
import { FixedClock } from '#bootstrap';
import { newId } from '#contracts';
import { eventually } from '#testing';
import { readSnapshotSettings } from '../src/snapshots/snapshot-settings.js';
import { aListing, anImport } from './change-builder.js';
import { PublisherUnderTest, type EnabledSubscriber } from './publisher-under-test.js';
import { SnapshotTaker } from './snapshot-taker.js';

const DAY = 24 * 60 * 60_000;

const clock = new FixedClock(new Date('2026-11-23T02:00:00Z'));
let publisher: PublisherUnderTest;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yichu-snapshots-'));
  const snapshots = { ...readSnapshotSettings(), folder };
  publisher = await PublisherUnderTest.start(clock, { snapshots });
});
afterAll(async () => {
  await publisher.stop();
  await rm(folder, { recursive: true, force: true });
});

const aTaker = async (contract = {}) =>
  SnapshotTaker.open(publisher, await publisher.enable(contract));

const toldOf = async (listing: string): Promise<[string, string][]> =>
  (await publisher.obligations(`?listing=${listing}`)).map((each) => [
    String(each['subscriber']),
    String(each['eventType']),
  ]);

/** What repair-decision was told of how many are expected to act on a version, in order. */
async function expectedOf(listing: string, version: number): Promise<number[]> {
  const rows = await publisher.rows(
    `SELECT convert_from(payload, 'UTF8') AS text FROM outbox ORDER BY seq`,
  );
  return rows
    .map(({ text }) => JSON.parse(String(text)) as ObjectLiteral)
    .filter(({ type, data }) => type === 'change.accepted.v1' && data.listingRef === listing)
    .filter(({ data }) => data.version === version)
    .map(({ data }) => Number(data.expected));
}

async function anImported(): Promise<ReturnType<typeof aListing>> {
  const listing = aListing();
  await publisher.project(anImport([listing.id]));
  return listing;
}

const REMOVAL = { version: 2, previousVersion: 1 };

describe('who is told of what becomes of an imported listing', () => {
  it('given one fetched a snapshot of it and another did not, then that one alone, and it is counted', async () => {
    const listing = await anImported();
    const fetched = await aTaker();
    const didNot = await aTaker();
    const onlyLooked = await aTaker();
    await fetched.catchUp();
    await onlyLooked.manifest();
    expect(fetched.list.has(listing.id)).toBe(true);
    await publisher.takeIn(listing.removed(REMOVAL));
    expect(await toldOf(listing.id)).toEqual([[fetched.subscriber.id, 'listing.removed.v1']]);
    expect(await expectedOf(listing.id, 2)).toEqual([1]);
    expect(didNot.read).toEqual([]);
  });

  it('given one asked for the head of a file only, then it has nothing, and is not told', async () => {
    const listing = await anImported();
    const taker = await aTaker();
    const { full } = await taker.manifest();
    const { pathname } = new URL(full?.url ?? '');
    const head = await fetch(`${publisher.service.url}${pathname}`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${taker.subscriber.token}`, range: 'bytes=0-1' },
    });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(full?.bytes)]);
    await publisher.takeIn(listing.removed(REMOVAL));
    expect((await toldOf(listing.id)).map(([subscriber]) => subscriber)).not.toContain(
      taker.subscriber.id,
    );
    expect(
      await publisher.rows('SELECT FROM ledger WHERE actor = $1', [taker.subscriber.id]),
    ).toEqual([]);
  });

  it('given it was imported after the snapshot that one fetched, then nobody', async () => {
    const taker = await aTaker();
    await taker.catchUp();
    const listing = await anImported();
    await publisher.takeIn(listing.removed(REMOVAL));
    expect(await toldOf(listing.id)).toEqual([]);
  });

  it('given a delta brought it, then whoever fetched the delta', async () => {
    const taker = await aTaker();
    await taker.catchUp();
    const listing = await anImported();
    clock.advance(DAY);
    const { deltas } = await taker.catchUp();
    expect(deltas.length).toBeGreaterThan(0);
    await publisher.takeIn(listing.removed(REMOVAL));
    expect(await toldOf(listing.id)).toEqual([[taker.subscriber.id, 'listing.removed.v1']]);
  });

  it('given a download broke off at its first byte, then it counts: what arrived nobody knows', async () => {
    const listing = await anImported();
    const taker = await aTaker();
    const { full } = await taker.manifest();
    await taker.get(new URL(full!.url).pathname, { range: 'bytes=0-0' });
    await publisher.takeIn(listing.removed(REMOVAL));
    expect(await toldOf(listing.id)).toEqual([[taker.subscriber.id, 'listing.removed.v1']]);
  });

  it('given it had left the list before the snapshot was cut, then its revocation tells nobody new', async () => {
    const listing = await anImported();
    await publisher.takeIn(listing.shielded(REMOVAL));
    const taker = await aTaker();
    await taker.catchUp();
    await publisher.takeIn(listing.revoked({ version: 3, previousVersion: 2 }));
    expect(await toldOf(listing.id)).toEqual([]);
    expect(taker.read.join()).not.toContain(listing.id);
  });

  it('given a scope that leaves its court out, then its holder-to-be never sees it', async () => {
    const listing = await anImported();
    const taker = await aTaker({ scope: { courts: ['京0105'] } });
    await taker.catchUp();
    await publisher.takeIn(listing.removed(REMOVAL));
    expect(taker.list.has(listing.id)).toBe(false);
    expect(await toldOf(listing.id)).toEqual([]);
  });
});

describe('what changed between the cut of a snapshot and its being fetched', () => {
  it('given a listing in it was removed, then its taker is told as it takes it, and is counted', async () => {
    const listing = await anImported();
    const taker = await aTaker();
    const { id: feed } = await publisher.open(taker.subscriber.id);
    const manifest = await taker.manifest();
    const removed = listing.removed(REMOVAL);
    await publisher.takeIn(removed);
    expect(await toldOf(listing.id)).toEqual([]);
    expect(await expectedOf(listing.id, 2)).toEqual([0]);
    await taker.fetchFull(manifest);
    expect(taker.list.has(listing.id)).toBe(true);
    expect(await toldOf(listing.id)).toEqual([[taker.subscriber.id, 'listing.removed.v1']]);
    expect(await expectedOf(listing.id, 2)).toEqual([0, 1]);
    const page = await publisher.get(
      `/v1/streams/${feed}/events?after=${manifest.cursor}`,
      taker.subscriber.token,
    );
    const [{ event }] = page.body['data'] as [{ event: string }];
    expect((JSON.parse(event) as ObjectLiteral)['id']).toBe(removed.id);
    const [obligation] = await publisher.obligations(`?subscriber=${taker.subscriber.id}`);
    expect(obligation).toMatchObject({ state: 'expected', applyBy: expect.any(String) });
    // Again: what was told stays told once.
    await taker.fetchFull(manifest);
    expect(await toldOf(listing.id)).toHaveLength(1);
  });

  it('given thousands were, then all of them, each once, and offsets without a gap', async () => {
    const listings = Array.from({ length: 2300 }, () => aListing());
    await publisher.project(anImport(listings.map(({ id }) => id)));
    const taker = await aTaker();
    const manifest = await taker.manifest();
    for (let at = 0; at < listings.length; at += 100) {
      const some = listings.slice(at, at + 100);
      await publisher.takeInTogether(some.map((each) => each.corrected(REMOVAL)));
    }
    await taker.fetchFull(manifest);
    const rows = await publisher.rows(
      `SELECT count(*)::int AS n, count(DISTINCT listing_id)::int AS listings, min("offset")::int AS first,
         max("offset")::int AS last, (SELECT next_offset::int FROM subscriber WHERE id = $1) AS next
       FROM obligation WHERE subscriber_id = $1`,
      [taker.subscriber.id],
    );
    expect(rows[0]).toEqual({ n: 2300, listings: 2300, first: 1, last: 2300, next: 2301 });
    // Intake goes on behind them.
    await publisher.takeIn(listings[0]!.removed({ version: 3, previousVersion: 2 }));
    const [newest] = await publisher.obligations(`?listing=${listings[0]!.id}&state=expected`);
    expect(newest).toMatchObject({ offset: 2301, version: 3 });
  });

  it('given it had left the list and was revoked after the cut, then its taker never hears of it', async () => {
    const listing = await anImported();
    await publisher.takeIn(listing.shielded(REMOVAL));
    const taker = await aTaker();
    const manifest = await taker.manifest();
    await publisher.takeIn(listing.revoked({ version: 3, previousVersion: 2 }));
    await taker.fetchFull(manifest);
    expect(await toldOf(listing.id)).toEqual([]);
  });

  it('given the contract was edited to another scope since, then it is not offered any more', async () => {
    const taker = await aTaker();
    const manifest = await taker.manifest();
    expect(await edit(taker.subscriber, { version: 1, scope: { regions: ['皖'] } })).toBe(200);
    await expect(taker.fetchFull(manifest)).rejects.toThrow('404');
    expect(await edit(taker.subscriber, { version: 2, scope: {} })).toBe(200);
    await publisher.takeIn(aListing().published());
    await expect(taker.fetchFull(manifest)).rejects.toThrow('404');
    await taker.catchUp();
    expect(taker.number).toBeGreaterThan(manifest.number);
  });
});

describe('a subscriber that fetches snapshots and nothing else', () => {
  const statesOf = async ({ id }: EnabledSubscriber) =>
    (await publisher.obligations(`?subscriber=${id}`)).map(({ state }) => String(state));

  it('given it fetches a delta, then what it was to be told up to there has arrived', async () => {
    const taker = await aTaker();
    await taker.catchUp();
    const listing = aListing();
    await publisher.takeIn(listing.published());
    clock.advance(DAY);
    await taker.manifest();
    await publisher.takeIn(listing.removed());
    expect(await statesOf(taker.subscriber)).toEqual(['superseded', 'expected']);
    clock.advance(DAY);
    await taker.catchUp();
    await eventually(async () => (await statesOf(taker.subscriber)).at(-1) === 'delivered');
    const [, removal] = await publisher.obligations(`?subscriber=${taker.subscriber.id}`);
    expect(removal).toMatchObject({ deliveredAt: expect.any(String), applyBy: expect.any(String) });
  });

  it('given it leaves a delta out, then what that told has not arrived', async () => {
    const taker = await aTaker();
    await taker.catchUp();
    await publisher.takeIn(aListing().published());
    clock.advance(DAY);
    await taker.manifest();
    await publisher.takeIn(aListing().published());
    clock.advance(DAY);
    const { deltas } = await taker.manifest();
    expect(deltas.length).toBeGreaterThanOrEqual(2);
    await taker.fetch(deltas.at(-1)!);
    await publisher.settle();
    expect(await statesOf(taker.subscriber)).toEqual(['expected', 'expected']);
    await taker.fetchFull(await taker.manifest());
    await eventually(async () =>
      (await statesOf(taker.subscriber)).every((state) => state === 'delivered'),
    );
    const ledger = await publisher.rows('SELECT action FROM ledger WHERE actor = $1 ORDER BY seq', [
      taker.subscriber.id,
    ]);
    expect(ledger.map(({ action }) => String(action))).toEqual([
      // With the first there was nothing to deliver yet.
      ...['snapshot.taken', 'snapshot.taken', 'snapshot.delivered'],
    ]);
  });
});

async function edit({ id }: EnabledSubscriber, change: object): Promise<number> {
  const response = await fetch(`${publisher.service.url}/v1/subscribers/${id}/contract`, {
    method: 'PATCH',
    headers: {
      authorization: `Bearer ${await publisher.as('operations')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(change),
  });
  return response.status;
}

describe('whose listings were never changed', () => {
  it('given an import of a listing that is known, then its place in the intake stays', async () => {
    const id = newId('lst');
    const chunk = anImport([id]);
    await publisher.project(chunk);
    const before = await publisher.rows('SELECT position FROM intake_head');
    await publisher.project({ ...chunk, id: newId('evt') });
    expect(await publisher.rows('SELECT position FROM intake_head')).toEqual(before);
  });
});
