import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { ListingChange } from '#contracts';
import { readSnapshotSettings } from '../src/snapshots/snapshot-settings.js';
import { aListing, anImport, type ListingBuilder } from './change-builder.js';
import { PublisherUnderTest } from './publisher-under-test.js';
import { SnapshotTaker, type Manifest } from './snapshot-taker.js';

let publisher: PublisherUnderTest;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yichu-snapshots-'));
  // Every look at the newest cuts anew if anything was taken in since, so that each is stale at once.
  const snapshots = { ...readSnapshotSettings(), folder, maxAgeMs: 0, holdPercent: 100 };
  publisher = await PublisherUnderTest.start(undefined, { snapshots });
});
afterAll(async () => {
  await publisher.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The registry's side: listings that come, change, go and come back. */
class Registry {
  private readonly listed: ListingBuilder[] = [];
  private readonly hidden: ListingBuilder[] = [];
  /** Where each import of a listing put it in the intake. */
  readonly imported = new Map<string, number>();

  async publish(): Promise<void> {
    const listing = aListing();
    await publisher.takeIn(listing.published());
    this.listed.push(listing);
  }

  async import(): Promise<void> {
    const listing = aListing();
    await publisher.project(anImport([listing.id]));
    const [row] = await publisher.rows(
      'SELECT listed_position AS place FROM listing_head WHERE listing_id = $1',
      [listing.id],
    );
    this.imported.set(listing.id, Number(row?.['place']));
    listing.published();
    this.listed.push(listing);
  }

  async change(kind: 'removed' | 'corrected' | 'shielded' | 'restored', pick: number) {
    const from = kind === 'restored' ? this.hidden : this.listed;
    const [listing] = from.splice(pick % Math.max(from.length, 1), 1);
    if (!listing) return;
    await publisher.takeIn(listing[kind]());
    if (kind === 'shielded') this.hidden.push(listing);
    if (kind === 'corrected' || kind === 'restored') this.listed.push(listing);
  }

  /** What somebody has who fetched a snapshot of that number and heard all that it was told since. */
  async knownFrom(number: number): Promise<Map<string, number>> {
    const rows = await publisher.rows(
      `SELECT listing_id, version, listed_position FROM listing_head WHERE required_presence = 'present'`,
    );
    const known = rows.filter(({ listing_id, listed_position }) => {
      const place = this.imported.get(String(listing_id));
      // What was imported after the cut is told to nobody, until it changes: the next snapshot has it.
      return place === undefined || place <= number || place !== Number(listed_position);
    });
    return new Map(known.map((row) => [String(row['listing_id']), Number(row['version'])]));
  }
}

/** A platform that starts from a snapshot, and goes on with its feed. */
class Platform {
  readonly list = new Map<string, number>();
  private readonly applied = new Set<string>();
  private cursor = '';
  number = 0;

  private constructor(
    readonly taker: SnapshotTaker,
    private readonly feed: string,
  ) {}

  static async enable(): Promise<Platform> {
    const subscriber = await publisher.enable();
    const { id } = await publisher.open(subscriber.id);
    return new Platform(await SnapshotTaker.open(publisher, subscriber), String(id));
  }

  async load(manifest: Manifest): Promise<void> {
    await this.taker.fetchFull(manifest);
    for (const [ref, { version }] of this.taker.list) this.list.set(ref, version);
    this.cursor = manifest.cursor;
    this.number = manifest.number;
  }

  /** @returns whether that was all. */
  async readPage(limit: number): Promise<boolean> {
    const { status, body } = await publisher.get(
      `/v1/streams/${this.feed}/events?after=${this.cursor}&limit=${limit}`,
      this.taker.subscriber.token,
    );
    expect(status).toBe(200);
    for (const { event } of body['data'] as { event: string }[]) {
      this.apply(JSON.parse(event) as ListingChange);
    }
    this.cursor = String(body['next']);
    return Boolean(body['done']);
  }

  async readToEnd(): Promise<void> {
    while (!(await this.readPage(50)));
  }

  private apply({ id, data }: ListingChange): void {
    expect(this.applied.has(id)).toBe(false);
    this.applied.add(id);
    const { listingRef, version, state } = data;
    // Nothing that the snapshot held already is told again, and nothing comes out of order.
    expect(version).toBeGreaterThan(this.list.get(listingRef) ?? 0);
    if (state === 'PUBLISHED') this.list.set(listingRef, version);
    else this.list.delete(listingRef);
  }
}

const aRegistryStep = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: 'publish' } as const) },
  { weight: 2, arbitrary: fc.constant({ kind: 'import' } as const) },
  {
    weight: 7,
    arbitrary: fc.record({
      kind: fc.constantFrom('removed', 'corrected', 'shielded', 'restored'),
      pick: fc.nat({ max: 50 }),
    }),
  },
);
const someSteps = fc.array(aRegistryStep, { maxLength: 6 });
/** What is taken in before and after each step of a platform that begins. */
const anInterleaving = fc.record({
  beforeEnabling: someSteps,
  beforeManifest: someSteps,
  beforeOtherCuts: someSteps,
  beforeDownload: someSteps,
  beforeReading: someSteps,
  whileReading: someSteps,
  page: fc.integer({ min: 1, max: 4 }),
});

type Steps = typeof someSteps extends fc.Arbitrary<infer T> ? T : never;

async function take(registry: Registry, steps: Steps): Promise<void> {
  for (const step of steps) {
    if (step.kind === 'publish') await registry.publish();
    else if (step.kind === 'import') await registry.import();
    else await registry.change(step.kind, step.pick);
  }
}

describe('a platform that starts from a snapshot and goes on with its feed', () => {
  it('given changes at any point between, then it misses none and applies none twice', async () => {
    const registry = new Registry();
    for (let n = 0; n < 4; n++) await registry.publish();
    await fc.assert(
      fc.asyncProperty(anInterleaving, async (steps) => {
        await take(registry, steps.beforeEnabling);
        const platform = await Platform.enable();
        await take(registry, steps.beforeManifest);
        const manifest = await platform.taker.manifest();
        await take(registry, steps.beforeOtherCuts);
        await publisher.post('/v1/snapshots', {});
        await take(registry, steps.beforeDownload);
        await platform.load(manifest);
        await take(registry, steps.beforeReading);
        await platform.readPage(steps.page);
        await take(registry, steps.whileReading);
        await platform.readToEnd();
        const known = await registry.knownFrom(platform.number);
        expect(new Map([...platform.list].sort())).toEqual(new Map([...known].sort()));
        // The next snapshot brings what was imported meanwhile.
        await platform.taker.catchUp();
        const all = await registry.knownFrom(Number.MAX_SAFE_INTEGER);
        const caughtUp = [...platform.taker.list].map(([ref, { version }]) => [ref, version]);
        expect(new Map(caughtUp.sort() as [string, number][])).toEqual(new Map([...all].sort()));
      }),
      { numRuns: 15 },
    );
  });

  it('given it all happens at once, then the same', async () => {
    const registry = new Registry();
    let ends = false;
    const traffic = (async () => {
      for (let n = 0; !ends; n++) {
        if (n % 5 < 2) await registry.publish();
        else if (n % 5 === 2) await registry.import();
        else await registry.change(n % 2 ? 'removed' : n % 4 ? 'shielded' : 'restored', n);
      }
    })();
    const platforms = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const platform = await Platform.enable();
        await platform.load(await platform.taker.manifest());
        await platform.readPage(3);
        return platform;
      }),
    );
    ends = true;
    await traffic;
    for (const platform of platforms) {
      await platform.readToEnd();
      const known = await registry.knownFrom(platform.number);
      const others = [...platform.list].filter(([ref]) => known.has(ref));
      expect(new Map(others.sort())).toEqual(new Map([...known].sort()));
      expect(platform.list.size).toBe(known.size);
    }
  });
});
