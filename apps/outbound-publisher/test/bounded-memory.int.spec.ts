import { mkdtemp, rm } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '#testing';
import { readSnapshotSettings } from '../src/snapshots/snapshot-settings.js';
import { aListing } from './change-builder.js';
import { liveMiB, mostHeldDuring } from './live-memory.js';
import { PublisherUnderTest } from './publisher-under-test.js';
import { SnapshotTaker } from './snapshot-taker.js';
import { aToldPlatform, pushAll } from './told-platform.js';

const MEBIBYTE = 1024 * 1024;
const LISTED = 100_000;
const HANGING = 24;

let publisher: PublisherUnderTest;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yichu-snapshots-'));
  const snapshots = { ...readSnapshotSettings(), folder };
  publisher = await PublisherUnderTest.start(undefined, { snapshots });
});
afterAll(async () => {
  await publisher.stop();
  await rm(folder, { recursive: true, force: true });
});

async function publishMany(count: number): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < count) {
    const some = Array.from({ length: Math.min(500, count - ids.length) }, () => aListing());
    await publisher.takeInTogether(some.map((each) => each.published()));
    ids.push(...some.map(({ id }) => id));
  }
  return ids;
}

/** As imports of courts' whole lists would leave it, in one statement. */
async function makeUpList(): Promise<void> {
  await publisher.rows(
    `INSERT INTO listing_head (listing_id, version, required_presence, court_code, case_number,
       subject_type, content, listed_position, changed_position)
     SELECT 'lst_' || lpad(n::text, 26, '0'), 1, 'present', '皖0104', '（2025）皖0104执' || n || '号', 'UNIT',
       json_build_object('state', 'PUBLISHED', 'court', json_build_object('code', '皖0104', 'name', '合肥市包河区人民法院'),
         'caseNumber', '（2025）皖0104执' || n || '号', 'subject', json_build_object('type', 'UNIT', 'name', '某某' || md5(n::text) || '有限公司'),
         'grounds', json_build_array('L1_ABLE_BUT_REFUSES'), 'effectiveAt', '2025-11-20T02:00:00.000Z'), n, n
     FROM generate_series(1, $1::int) AS n`,
    [LISTED],
  );
  await publisher.rows('UPDATE intake_head SET position = position + $1', [LISTED]);
}

/** Its head has come, and nothing of the rest is read. */
function beginDownload({ subscriber }: SnapshotTaker, path: string): Promise<IncomingMessage> {
  const headers = { authorization: `Bearer ${subscriber.token}` };
  return new Promise((resolve, reject) => {
    get(`${publisher.service.url}${path}`, { headers, agent: false }, (answer) => {
      if (answer.statusCode === 200) resolve(answer.on('error', () => undefined));
      else reject(new Error(`It answers ${answer.statusCode}.`));
    }).on('error', reject);
  });
}

describe('memory of the publisher', () => {
  it('given a list of a hundred thousand, then it is cut without ever being held', async () => {
    const taker = await SnapshotTaker.open(publisher, await publisher.enable());
    await makeUpList();
    let outcome: unknown;
    const held = await mostHeldDuring(async () => {
      ({ body: outcome } = await publisher.post('/v1/snapshots', {}));
    });
    expect(outcome).toMatchObject({ data: [{ outcome: 'published' }] });
    const { full } = await taker.manifest();
    expect(full?.lines).toBeGreaterThanOrEqual(LISTED);
    expect(full!.plainBytes / MEBIBYTE).toBeGreaterThan(25);
    expect(held).toBeLessThan(10);
  }, 120_000);

  it('given many who ask for a file and read nothing of it, then it is not held for them', async () => {
    const taker = await SnapshotTaker.open(publisher, await publisher.enable());
    const { full } = await taker.manifest();
    expect(full!.bytes / MEBIBYTE).toBeGreaterThan(1);
    const before = liveMiB();
    const downloads = await Promise.all(
      Array.from({ length: HANGING }, () => beginDownload(taker, new URL(full!.url).pathname)),
    );
    // Others go on meanwhile.
    await publisher.takeIn(aListing().published());
    expect(liveMiB() - before).toBeLessThan((HANGING * full!.bytes) / MEBIBYTE / 4);
    for (const download of downloads) download.destroy();
    await taker.fetchFull(await taker.manifest());
  });

  it('given a backlog of any length, then it holds a part of it that does not grow, and all of it arrives', async () => {
    const { id, streamId, platform } = await aToldPlatform(publisher);
    let mend = (): void => undefined;
    const isMended = new Promise<void>((resolve) => (mend = resolve));
    platform.answer = async () => {
      await isMended;
      return { status: 204 };
    };
    // Windows and caches are full before anything is measured.
    const listings = await publishMany(4_500);
    await eventually(() => platform.arrivals.length > 0);
    const before = liveMiB();
    listings.push(...(await publishMany(8_000)));
    // 8,000 changes with their bytes are 16 MiB and more.
    expect(liveMiB() - before).toBeLessThan(6);
    mend();
    // Those that were given up meanwhile are due at once.
    await publisher.setStatus(streamId, 'enabled');
    await pushAll(publisher);
    const arrived = platform.arrivals.filter(({ claims }) => claims['aud'] === id);
    expect(new Set(arrived.map(({ listing }) => listing))).toEqual(new Set(listings));
    const [left] = await publisher.rows(
      `SELECT count(*)::int AS left FROM obligation WHERE subscriber_id = $1 AND delivered_at IS NULL`,
      [id],
    );
    expect(left).toEqual({ left: 0 });
    await publisher.setStatus(streamId, 'disabled');
    await platform.stop();
  }, 120_000);
});
