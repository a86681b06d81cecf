import fc from 'fast-check';
import type { ObjectLiteral } from 'typeorm';
import type { Change } from '../src/domain/change.js';
import { CHANGE_TYPES } from '../src/domain/contract.js';
import type { TakenIn } from '../src/use-cases/take-in-changes.js';
import { aListing, anImport, RestrictionBuilder } from './change-builder.js';
import { PublisherUnderTest } from './publisher-under-test.js';

let publisher: PublisherUnderTest;
const subscribers: string[] = [];
beforeAll(async () => {
  publisher = await PublisherUnderTest.start();
  const contracts = [
    {},
    { scope: { subjectTypes: ['UNIT' as const] }, stateTransfer: true },
    { scope: { courts: ['京0105'] } },
    { independentSource: true },
    { scope: { changeTypes: CHANGE_TYPES.filter((type) => type !== 'listing.published.v1') } },
  ];
  for (const contract of contracts) subscribers.push((await publisher.enable(contract)).id);
  await publisher.open(subscribers[0] ?? '');
});
afterAll(() => publisher.stop());

const KINDS = ['published', 'removed', 'shielded', 'restored', 'corrected', 'revoked'] as const;

interface Step {
  what: (typeof KINDS)[number] | 'lifted' | 'import';
  listing: number;
  version: number;
  /** What it follows: the version before, or, after a restore from backup, an older one. */
  follows: number;
  /** Another transaction begins with it. */
  apart: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom(...KINDS, ...KINDS, 'lifted', 'lifted', 'import'),
  listing: fc.nat(2),
  version: fc.integer({ min: 1, max: 5 }),
  follows: fc.constantFrom(1, 1, 1, 2),
  apart: fc.boolean(),
});

/** The same changes of listings that nobody has heard of. */
class World {
  private readonly listings = Array.from({ length: 3 }, () => aListing());
  private readonly restrictions = this.listings.map(({ id }) => new RestrictionBuilder(id));
  private readonly placed = new Map<string, { position: number; offsets: Map<string, number> }>();
  readonly results: TakenIn[] = [];

  /** Takes the steps in, several in one transaction where they are not told apart. */
  async run(steps: readonly Step[], together: boolean): Promise<void> {
    await this.remember();
    let batch: Change[] = [];
    const flush = async () => {
      if (batch.length > 0) this.results.push(...(await publisher.takeInTogether(batch)));
      batch = [];
    };
    for (const each of steps) {
      if (!together || each.apart || each.what === 'import') await flush();
      const { id } = this.listings[each.listing] ?? aListing();
      if (each.what === 'import') await publisher.project(anImport([id]));
      else batch.push(this.change(each, each.what));
    }
    await flush();
  }

  private change(
    { listing, version, follows }: Step,
    what: Exclude<Step['what'], 'import'>,
  ): Change {
    const previousVersion = version > follows ? version - follows : null;
    const versions = { version, previousVersion };
    const change =
      what === 'lifted'
        ? this.restrictions[listing]?.lifted(versions)
        : this.listings[listing]?.[what](versions);
    if (!change) throw new Error('There are three listings.');
    return change;
  }

  private async remember(): Promise<void> {
    const [head] = await publisher.rows('SELECT position::int FROM intake_head');
    const rows = await publisher.rows('SELECT id, next_offset::int AS next FROM subscriber');
    this.placed.set('before', {
      position: head?.['position'] as number,
      offsets: new Map(rows.map((row) => [row['id'] as string, row['next'] as number])),
    });
  }

  /** All that was written of these listings, told by their places and not by their ids. */
  async outcome(): Promise<ObjectLiteral> {
    const before = this.placed.get('before');
    const listings = this.listings.map(({ id }) => id);
    const names = [...listings, ...this.restrictions.map(({ id }) => id)];
    const nameOf = (id: unknown) => (id === null ? null : names.indexOf(id as string));
    const place = (position: unknown) =>
      position === 0 ? 0 : (position as number) - (before?.position ?? 0);
    const obligations = await publisher.rows(
      `SELECT subscriber_id, listing_id, restriction_id, version, "offset"::int, state, superseded_by,
         available_at IS NULL AS hidden, required_presence, event_type
       FROM obligation WHERE listing_id = ANY($1) ORDER BY subscriber_id, "offset"`,
      [listings],
    );
    const heads = await publisher.rows(
      `SELECT h.listing_id, h.version, h.required_presence, h.content IS NULL AS hidden,
         h.listed_position::int AS listed, h.left_position::int AS left, h.changed_position::int AS changed
       FROM listing_head h WHERE listing_id = ANY($1) ORDER BY array_position($1, listing_id)`,
      [listings],
    );
    const restrictions = await publisher.rows(
      `SELECT restriction_id, version FROM restriction_head WHERE listing_id = ANY($1)
       ORDER BY array_position($2, restriction_id)`,
      [listings, names],
    );
    const changes = await publisher.rows(
      `SELECT aggregate_id, version, position::int, event_type FROM change
       WHERE listing_id = ANY($1) ORDER BY position`,
      [listings],
    );
    const held = await publisher.rows(
      `SELECT aggregate_id, version, waits_for_listing FROM held_change
       WHERE aggregate_id = ANY($1) ORDER BY array_position($1, aggregate_id), version`,
      [names],
    );
    const ledger = await publisher.rows(
      `SELECT action, subject, detail ->> 'version' AS version, detail -> 'subscribers' AS told
       FROM ledger WHERE subject = ANY($1) AND action LIKE 'change.%' ORDER BY seq`,
      [listings],
    );
    const announced = await publisher.rows(
      `SELECT aggregateid, convert_from(payload, 'UTF8')::json -> 'data' ->> 'version' AS version,
         convert_from(payload, 'UTF8')::json -> 'data' ->> 'expected' AS expected
       FROM outbox WHERE type = 'change.accepted.v1' AND aggregateid = ANY($1) ORDER BY seq`,
      [listings],
    );
    return {
      results: this.results,
      obligations: obligations.map((row) => ({
        ...row,
        listing_id: nameOf(row['listing_id']),
        restriction_id: nameOf(row['restriction_id']),
        offset:
          (row['offset'] as number) - (before?.offsets.get(row['subscriber_id'] as string) ?? 0),
      })),
      heads: heads.map((row) => ({
        ...row,
        listing_id: nameOf(row['listing_id']),
        listed: place(row['listed']),
        left: place(row['left']),
        changed: place(row['changed']),
      })),
      restrictions: restrictions.map((row) => ({
        ...row,
        restriction_id: nameOf(row['restriction_id']),
      })),
      changes: changes.map((row) => ({
        ...row,
        aggregate_id: nameOf(row['aggregate_id']),
        position: place(row['position']),
      })),
      held: held.map((row) => ({
        ...row,
        aggregate_id: nameOf(row['aggregate_id']),
        waits_for_listing: nameOf(row['waits_for_listing']),
      })),
      accepted: ledger
        .filter(({ action }) => action === 'change.accepted')
        .map((row) => ({ ...row, subject: nameOf(row['subject']) })),
      heldInLedger: ledger.filter(({ action }) => action === 'change.held').length,
      announced: announced.map((row) => ({ ...row, aggregateid: nameOf(row['aggregateid']) })),
    };
  }
}

describe('invariants 2, 3 and 5: changes taken in together', () => {
  it('given any changes, gaps, repetitions, lifts and imports, then it comes out as if each had come alone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 24 }), async (steps) => {
        const [one, other] = [new World(), new World()];
        await one.run(steps, false);
        await other.run(steps, true);
        expect(await other.outcome()).toEqual(await one.outcome());
      }),
      { numRuns: 60 },
    );
  });

  it('given a listing that comes, is lifted of and goes within one transaction, then each subscriber has all of it in order, and the older superseded', async () => {
    const listing = aListing();
    const restriction = new RestrictionBuilder(listing.id);
    const changes = [
      restriction.lifted({ previousVersion: null }),
      listing.published(),
      listing.corrected(),
      listing.removed(),
    ];
    expect(await publisher.takeInTogether(changes)).toEqual([
      'held',
      'taken-in',
      'taken-in',
      'taken-in',
    ]);
    const obligations = await publisher.obligations(
      `?subscriber=${subscribers[0] ?? ''}&listing=${listing.id}`,
    );
    const shown = obligations.map(({ version, state, supersededBy }) => [
      version,
      state,
      supersededBy,
    ]);
    expect(shown).toEqual([
      [1, 'superseded', 3],
      [2, 'expected', null],
      [2, 'superseded', 3],
      [3, 'expected', null],
    ]);
  });

  it('given a transaction that is rolled back, then the next ones number on without a gap', async () => {
    const [lost, kept] = [aListing(), aListing()];
    const id = subscribers[0] ?? '';
    const endOf = async () =>
      (
        await publisher.rows('SELECT next_offset::int AS next FROM subscriber WHERE id = $1', [id])
      )[0];
    const before = (await endOf())?.['next'] as number;
    await publisher.takeIn(aListing().published());
    const twice = lost.published();
    // The same id twice is no change of the registry's: the statement fails, with all before it.
    const failing = publisher.takeInTogether([twice, { ...aListing().published(), id: twice.id }]);
    await expect(failing).rejects.toThrow();
    await publisher.takeInTogether([kept.published(), kept.removed()]);
    expect((await endOf())?.['next']).toBe(before + 3);
    const offsets = await publisher.rows(
      'SELECT "offset"::int FROM obligation WHERE subscriber_id = $1 AND "offset" >= $2 ORDER BY 1',
      [id, before],
    );
    expect(offsets.map(({ offset }) => offset as number)).toEqual([before, before + 1, before + 2]);
  });

  it('given a contract, a feed or a snapshot that came in the meantime, then the next change knows of it', async () => {
    const listing = aListing();
    const { id } = await publisher.enable({ scope: { courts: ['京0105'] } });
    await publisher.takeIn(listing.published());
    const told = async () =>
      (await publisher.obligations(`?subscriber=${id}&listing=${listing.id}`)).length;
    await publisher.takeIn(listing.corrected());
    expect(await told()).toBe(0);
    await publisher.rows(
      `UPDATE subscriber SET contract = jsonb_set(contract, '{scope}', '{}'),
         snapshot_position = (SELECT position FROM intake_head) WHERE id = $1`,
      [id],
    );
    await publisher.takeIn(listing.corrected());
    expect(await told()).toBe(1);
    await publisher.open(id);
    await publisher.takeIn(listing.removed());
    const [newest] = await publisher.rows(
      'SELECT available_at FROM obligation WHERE subscriber_id = $1 ORDER BY "offset" DESC LIMIT 1',
      [id],
    );
    expect(newest?.['available_at']).not.toBeNull();
  });
});
