import { appendFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FixedClock } from '#bootstrap';
import { newId } from '#contracts';
import { eventually } from '#testing';
import { SnapshotSchedule } from '../src/snapshots/snapshot-schedule.js';
import { readSnapshotSettings } from '../src/snapshots/snapshot-settings.js';
import { aListing, anImport, type ListingBuilder } from './change-builder.js';
import { PublisherUnderTest, type EnabledSubscriber } from './publisher-under-test.js';
import { SnapshotTaker } from './snapshot-taker.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

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

async function listedNow(courts?: readonly string[]): Promise<Map<string, number>> {
  const rows = await publisher.rows(
    `SELECT listing_id, version FROM listing_head WHERE required_presence = 'present'
       AND ($1::text[] IS NULL OR court_code = ANY ($1))`,
    [courts ?? null],
  );
  return new Map(rows.map((row) => [String(row['listing_id']), Number(row['version'])]));
}

const versionsOf = (taker: SnapshotTaker) =>
  new Map([...taker.list].map(([ref, { version }]) => [ref, version]));

async function publishSome(count: number, given = {}): Promise<ListingBuilder[]> {
  const listings = Array.from({ length: count }, () => aListing(given));
  for (const each of listings) await publisher.takeIn(each.published());
  return listings;
}

describe('a snapshot of what is listed', () => {
  it('given listings that were announced and imported, then both are in it, signed and whole', async () => {
    const [kept, gone] = await publishSome(2);
    if (!kept || !gone) throw new Error('Two were published.');
    const imported = newId('lst');
    await publisher.project(anImport([imported]));
    await publisher.takeIn(gone.removed());
    const taker = await aTaker();
    await taker.catchUp();
    expect(versionsOf(taker)).toEqual(await listedNow());
    expect(taker.list.get(kept.id)).toEqual({
      ...{ listingRef: kept.id, version: 1, state: 'PUBLISHED' },
      court: { code: '皖0104', name: '合肥市包河区人民法院' },
      caseNumber: '（2026）皖0104执123号',
      subject: { type: 'UNIT', name: '某某建材有限公司', uscc: '91340100TE5T000167' },
      effectiveAt: '2026-11-20T02:00:00.000Z',
    });
    expect(taker.list.get(imported)).toMatchObject({ caseNumber: '（2019）皖0104执88号' });
    expect(taker.read.join()).not.toContain(gone.id);
  });

  it('given many changes, then the deltas one after another lead to what a full file says', async () => {
    const daily = await aTaker();
    await daily.catchUp();
    const alive = await publishSome(3);
    for (let day = 1; day <= 5; day++) {
      clock.advance(DAY);
      const [first] = alive;
      if (first) await publisher.takeIn(first.corrected());
      const left = alive.pop();
      if (left) await publisher.takeIn(left.removed());
      alive.unshift(...(await publishSome(2)));
      const { deltas, previous } = await daily.catchUp();
      expect(deltas.at(-1)).toMatchObject({ from: previous });
    }
    const newcomer = await aTaker();
    await newcomer.catchUp();
    expect([...daily.list].sort()).toEqual([...newcomer.list].sort());
    expect(versionsOf(daily)).toEqual(await listedNow());
  });

  it('given a listing was published and ended in between, then no file ever names it', async () => {
    const taker = await aTaker();
    await taker.catchUp();
    const [brief] = await publishSome(1);
    await publisher.takeIn(brief!.revoked());
    clock.advance(DAY);
    await taker.catchUp();
    expect(taker.read.join()).not.toContain(brief!.id);
  });

  it('given nothing was taken in since, then the same number, however late', async () => {
    const taker = await aTaker();
    const first = await taker.manifest();
    clock.advance(30 * DAY);
    expect(await taker.manifest()).toEqual(first);
  });

  it('given nobody asks for it, then it is cut when its time has come, and not before', async () => {
    const taker = await aTaker();
    await publishSome(1);
    clock.advance(DAY);
    const { number } = await taker.manifest();
    await publishSome(1);
    const newestNow = async () => {
      await publisher.service.get(SnapshotSchedule).turn();
      const path = `/v1/streams/${taker.streamId}/snapshots`;
      const { body } = await publisher.get(path, taker.subscriber.token);
      return (body['data'] as { number: number }[])[0]?.number;
    };
    clock.advance(59 * MINUTE);
    expect(await newestNow()).toBe(number);
    clock.advance(MINUTE);
    const next = await newestNow();
    expect(next).toBeGreaterThan(number);
    clock.advance(DAY);
    expect(await newestNow()).toBe(next);
  });

  it('given equal scopes, then they share one cut; another scope has its own', async () => {
    await publishSome(2, { court: { code: '京0105', name: '北京市朝阳区人民法院' } });
    const scope = { courts: ['京0105', '藏0102'], subjectTypes: ['UNIT' as const] };
    const one = await aTaker({ scope });
    const other = await aTaker({ scope: { ...scope, courts: ['藏0102', '京0105'] } });
    for (const taker of [one, other]) {
      await taker.catchUp();
      expect(versionsOf(taker)).toEqual(await listedNow(['京0105']));
    }
    const all = await aTaker();
    expect((await all.manifest()).full?.sha256).not.toBe((await one.manifest()).full?.sha256);
    expect((await other.manifest()).full?.sha256).toBe((await one.manifest()).full?.sha256);
  });

  it('given a scope that takes no publications, then its list is empty', async () => {
    const taker = await aTaker({ scope: { changeTypes: ['listing.revoked.v1'] } });
    await taker.catchUp();
    expect(taker.list.size).toBe(0);
  });
});

describe('what is never in a file', () => {
  it('given listings of persons, then court and case alone', async () => {
    const person = aListing({ subject: { type: 'PERSON' }, caseNumber: '（2026）皖0104执777号' });
    const published = person.published();
    // A registry that made a mistake: what it should never have sent goes no further.
    Object.assign(published.data.subject, { name: '张三丰', idNumber: '340104190006150018' });
    await publisher.takeIn(published);
    const taker = await aTaker();
    await taker.catchUp();
    expect(taker.list.get(person.id)?.subject).toEqual({ type: 'PERSON' });
    expect(taker.read.join()).not.toMatch(/张三丰|340104190006150018/);
  });

  it('given thousands of what was listed before, then nothing of it in any file', async () => {
    const former = await publishSome(20);
    const daily = await aTaker();
    await daily.catchUp();
    const before = daily.read.length;
    for (const each of former) await publisher.takeIn(each.removed());
    clock.advance(DAY);
    await daily.catchUp();
    const [delta] = daily.read.slice(before);
    const lines = (delta ?? '')
      .split('\n')
      .filter((line) => former.some(({ id }) => line.includes(id)));
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual(
      former
        .map(({ id }) => ({ op: 'DEL', listingRef: id, version: 2 }))
        .sort((a, b) => (a.listingRef < b.listingRef ? -1 : 1)),
    );
    const newcomer = await aTaker();
    await newcomer.catchUp();
    for (const { id } of former) expect(newcomer.read.join()).not.toContain(id);
  });
});

describe('who may fetch it', () => {
  it('given the token of another subscriber, then it is refused', async () => {
    const taker = await aTaker();
    const { number, full } = await taker.manifest();
    const other = await publisher.enable();
    const path = `/v1/streams/${taker.streamId}/snapshots`;
    for (const each of [path, `${path}/latest`, `${path}/${number}`, new URL(full!.url).pathname]) {
      expect(await publisher.get(each, other.token)).toMatchObject({
        status: 403,
        body: { errors: [{ rule: 'OTHER_SUBSCRIBER' }] },
      });
    }
  });

  it.each(['paused', 'disabled'])(
    'given the stream is %s, then it is refused, and why',
    async (status) => {
      const taker = await aTaker();
      const { number } = await taker.manifest();
      await publisher.setStatus(taker.streamId, status);
      for (const which of ['latest', number]) {
        const path = `/v1/streams/${taker.streamId}/snapshots/${which}`;
        expect(await publisher.get(path, taker.subscriber.token)).toMatchObject({
          status: 409,
          body: {
            errors: [{ rule: 'SNAPSHOT_STREAM_NOT_ENABLED' }],
            detail: expect.stringContaining(status),
          },
        });
      }
    },
  );

  it('given a feed, then it has no snapshots', async () => {
    const { id, token } = await publisher.enable();
    const { id: feed } = await publisher.open(id);
    expect(await publisher.get(`/v1/streams/${feed}/snapshots/latest`, token)).toMatchObject({
      status: 409,
      body: { errors: [{ rule: 'NOT_A_SNAPSHOT_STREAM' }] },
    });
  });

  it('given a number or file that is not there, then 404 and where to go on', async () => {
    const taker = await aTaker();
    const { number } = await taker.manifest();
    const path = `/v1/streams/${taker.streamId}/snapshots`;
    const gone = await publisher.get(`${path}/999999`, taker.subscriber.token);
    expect(gone).toMatchObject({
      status: 404,
      body: { latest: expect.stringContaining('/latest') },
    });
    for (const name of ['nonsense', '..%2F..%2Fetc%2Fpasswd', 'listings-1.ndjson.gz']) {
      const { status } = await publisher.get(
        `${path}/${number}/files/${name}`,
        taker.subscriber.token,
      );
      expect(status).toBe(404);
    }
  });

  it('given a snapshot from before the subscriber was enabled, then one is cut anew for it', async () => {
    const early = await aTaker();
    const { number } = await early.manifest();
    await publishSome(1);
    const late = await aTaker();
    const manifest = await late.manifest();
    expect(manifest.number).toBeGreaterThan(number);
    const path = `/v1/streams/${late.streamId}/snapshots/${number}`;
    expect((await publisher.get(path, late.subscriber.token)).status).toBe(404);
  });
});

describe('a file that is downloaded', () => {
  it('given it is asked for in parts, then they make it whole', async () => {
    const taker = await aTaker();
    const { full } = await taker.manifest();
    const path = new URL(full!.url).pathname;
    const middle = Math.floor(full!.bytes / 2);
    const parts = [];
    for (const range of [`bytes=0-${middle - 1}`, `bytes=${middle}-`]) {
      const part = await taker.get(path, { range });
      expect(part.status).toBe(206);
      parts.push(Buffer.from(await part.arrayBuffer()));
    }
    const whole = Buffer.from(await (await taker.get(path)).arrayBuffer());
    expect(Buffer.concat(parts)).toEqual(whole);
    const beyond = await taker.get(path, { range: `bytes=${full!.bytes}-` });
    expect(beyond.status).toBe(416);
    const other = await taker.get(path, { range: 'bytes=0-0', 'if-range': '"another"' });
    expect(other.status).toBe(200);
    expect((await other.arrayBuffer()).byteLength).toBe(full!.bytes);
  });

  it('given it is known already, then nothing is sent, and nothing noted', async () => {
    const taker = await aTaker();
    const { full, number } = await taker.manifest();
    const headers = { 'if-none-match': `"${full!.sha256}"` };
    expect((await taker.get(new URL(full!.url).pathname, headers)).status).toBe(304);
    expect(await positionOf(taker.subscriber)).toBe(0);
    await taker.catchUp();
    expect(await positionOf(taker.subscriber)).toBe(number);
    const manifest = await taker.get(`/v1/streams/${taker.streamId}/snapshots/latest`);
    const etag = manifest.headers.get('etag') ?? '';
    const again = await taker.get(`/v1/streams/${taker.streamId}/snapshots/latest`, {
      'if-none-match': etag,
    });
    expect(again.status).toBe(304);
  });

  it('given somebody altered it on the disk, then whoever checks it finds out', async () => {
    const taker = await aTaker({ scope: { subjectTypes: ['UNIT'] } });
    await publishSome(1);
    clock.advance(DAY);
    const manifest = await taker.manifest();
    const path = await diskPathOf(manifest.full!.sha256);
    await writeFile(path, Buffer.alloc(manifest.full!.bytes, 7));
    await expect(taker.fetchFull(manifest)).rejects.toThrow(/sha256/);
    await appendFile(path, 'x');
    // One byte more is no file of ours: it is not sent at all, and the next cut doesn't build on it.
    await expect(taker.fetchFull(manifest)).rejects.toThrow('503');
    await publishSome(1);
    clock.advance(DAY);
    const next = await taker.catchUp();
    expect(next.previous).toBeNull();
    expect(taker.list.size).toBe(next.counts.listings);
  });

  it('given a manifest that somebody altered, then its signature does not fit', async () => {
    const taker = await aTaker();
    const genuine = globalThis.fetch;
    try {
      globalThis.fetch = async (...args) => {
        const response = await genuine(...args);
        if (!response.headers.has('yichu-manifest-jws')) return response;
        const forged = (await response.text()).replace('"epoch":1', '"epoch":2');
        return new Response(forged, { status: response.status, headers: response.headers });
      };
      await expect(taker.manifest()).rejects.toThrow('does not fit the bytes');
    } finally {
      globalThis.fetch = genuine;
    }
  });
});

describe('numbers and files that are kept', () => {
  it('given more numbers than are kept, then whoever is behind the oldest loads all of it', async () => {
    const { id, token } = await publisher.enable({ scope: { subjectTypes: ['PERSON'] } });
    const behind = await SnapshotTaker.open(publisher, { id, token });
    await behind.catchUp();
    const first = behind.number;
    for (let n = 0; n < 101; n++) {
      await publishSome(1, { subject: { type: 'PERSON' } });
      clock.advance(DAY);
      await publisher.post('/v1/snapshots', { subscriber: id });
    }
    const manifest = await behind.manifest();
    expect(manifest.deltas).toHaveLength(99);
    expect(manifest.deltas.map(({ from }) => from)).not.toContain(first);
    await behind.catchUp();
    expect(behind.list.size).toBe(manifest.counts.listings);
    const versions = await publisher.get(`/v1/streams/${behind.streamId}/snapshots`, token);
    const data = versions.body['data'] as { full: boolean; delta: boolean }[];
    expect(data).toHaveLength(100);
    expect(data.filter(({ full }) => full)).toHaveLength(2);
    const rows = await publisher.rows(
      `SELECT count(full_file) + count(delta_file) AS files FROM snapshot`,
    );
    await eventually(async () => (await filesOnDisk()) === Number(rows[0]?.['files']));
  });

  it('given a restore from backup, then the next number begins a chain in the new epoch', async () => {
    const taker = await aTaker({ scope: { regions: ['皖'] } });
    await taker.catchUp();
    await publisher.rows('UPDATE epoch SET epoch = epoch + 1');
    const manifest = await taker.catchUp();
    expect(manifest).toMatchObject({ epoch: 2, previous: null, deltas: [] });
    expect(manifest.cursor).toMatch(/^2\./);
    await publisher.rows('UPDATE epoch SET epoch = 1');
  });
});

describe('a list that shrinks at once', () => {
  it('given more removals than can be, then it is held until an operator has looked', async () => {
    const scope = { courts: ['沪0101'] };
    const taker = await aTaker({ scope });
    const listings = await publishSome(150, {
      court: { code: '沪0101', name: '上海市黄浦区人民法院' },
    });
    const before = await taker.catchUp();
    for (const each of listings.slice(0, 120)) await publisher.takeIn(each.removed());
    clock.advance(DAY);
    expect((await taker.manifest()).number).toBe(before.number);
    const { body } = await publisher.get('/v1/snapshots?state=held');
    const [held] = body['data'] as { id: string; removed: number }[];
    expect(held?.removed).toBe(120);
    const refused = await publisher.post(
      `/v1/snapshots/${held!.id}/release`,
      { reason: 'x' },
      taker.subscriber.token,
    );
    expect(refused.status).toBe(403);
    // The schedule does not go around it.
    await publisher.service.get(SnapshotSchedule).turn();
    expect((await taker.manifest()).number).toBe(before.number);
    const newcomer = await aTaker({ scope });
    expect(
      await publisher.get(
        `/v1/streams/${newcomer.streamId}/snapshots/latest`,
        newcomer.subscriber.token,
      ),
    ).toMatchObject({
      status: 503,
      body: { errors: [{ rule: 'SNAPSHOT_HELD' }] },
    });
    const release = await publisher.post(`/v1/snapshots/${held!.id}/release`, {
      reason: 'Checked.',
    });
    expect(release).toEqual({ status: 200, body: { id: held!.id, state: 'published' } });
    await taker.catchUp();
    expect(versionsOf(taker)).toEqual(await listedNow(['沪0101']));
    const again = await publisher.post(`/v1/snapshots/${held!.id}/discard`, { reason: 'x' });
    expect(again).toMatchObject({ status: 409, body: { errors: [{ rule: 'SNAPSHOT_NOT_HELD' }] } });
    const ledger = await publisher.rows(
      'SELECT action FROM ledger WHERE subject = $1 ORDER BY seq',
      [held!.id],
    );
    expect(ledger.map(({ action }) => String(action))).toEqual([
      'snapshot.held',
      'snapshot.released',
    ]);
  });

  it('given a held one is discarded, then its files go and the next is judged anew', async () => {
    const scope = { courts: ['粤0304'] };
    const taker = await aTaker({ scope });
    const listings = await publishSome(110, {
      court: { code: '粤0304', name: '深圳市福田区人民法院' },
    });
    await taker.catchUp();
    for (const each of listings) await publisher.takeIn(each.shielded());
    clock.advance(DAY);
    await taker.manifest();
    const { body } = await publisher.get('/v1/snapshots?state=held');
    const [held] = body['data'] as { id: string }[];
    expect(await readdir(join(folder, held!.id))).toHaveLength(2);
    await publisher.post(`/v1/snapshots/${held!.id}/discard`, { reason: 'A fault of ours.' });
    await expect(readdir(join(folder, held!.id))).rejects.toThrow('ENOENT');
    for (const each of listings) await publisher.takeIn(each.restored());
    const { deltas } = await taker.catchUp();
    expect(deltas.at(-1)?.lines).toBe(110);
    expect(versionsOf(taker)).toEqual(await listedNow(['粤0304']));
  });
});

describe('a build that fails', () => {
  it('given its folder can’t be written, then the newest stays, and nothing is left behind', async () => {
    const taker = await aTaker();
    const before = await taker.catchUp();
    await publishSome(1);
    clock.advance(DAY);
    // Nothing in the database fits any more: the COPY fails in its middle.
    await publisher.rows('ALTER TABLE listing_head RENAME COLUMN content TO hidden');
    try {
      const path = `/v1/streams/${taker.streamId}/snapshots/latest`;
      expect((await publisher.get(path, taker.subscriber.token)).status).toBe(500);
    } finally {
      await publisher.rows('ALTER TABLE listing_head RENAME COLUMN hidden TO content');
    }
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
    const path = `/v1/streams/${taker.streamId}/snapshots/${before.number}`;
    expect((await publisher.get(path, taker.subscriber.token)).status).toBe(200);
    expect((await taker.catchUp()).previous).toBe(before.number);
  });

  it('given what a dead process left, then it is swept away, and nothing else', async () => {
    const taker = await aTaker();
    const { full } = await taker.manifest();
    await writeFile(join(folder, '01J00000000000000000000000.part'), 'half');
    await writeFile(join(folder, 'README'), 'not ours');
    clock.set(new Date(Date.now() + 2 * 60 * MINUTE));
    await publisher.service.get(SnapshotSchedule).turn();
    const names = await readdir(folder);
    expect(names).not.toContain('01J00000000000000000000000.part');
    expect(names).toContain('README');
    expect(await diskPathOf(full!.sha256)).toContain('snp_');
  });
});

async function positionOf({ id }: EnabledSubscriber): Promise<number> {
  const [row] = await publisher.rows(
    'SELECT snapshot_position AS p FROM subscriber WHERE id = $1',
    [id],
  );
  return Number(row?.['p']);
}

async function diskPathOf(sha256: string): Promise<string> {
  const [row] = await publisher.rows(
    `SELECT id FROM snapshot WHERE full_file ->> 'sha256' = $1 ORDER BY id DESC LIMIT 1`,
    [sha256],
  );
  return join(folder, String(row?.['id']), `${sha256}.ndjson.gz`);
}

async function filesOnDisk(): Promise<number> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => name.endsWith('.gz')).length;
}
