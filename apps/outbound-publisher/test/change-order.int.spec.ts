import { DataSource } from 'typeorm';
import { newId } from '#contracts';
import { consider, OBLIGATION_STATES, type Obligation } from '../src/domain/obligation.js';
import { ObligationStore } from '../src/storage/obligation.store.js';
import { aListing } from './change-builder.js';
import { PublisherUnderTest } from './publisher-under-test.js';

let publisher: PublisherUnderTest;
beforeAll(async () => {
  publisher = await PublisherUnderTest.start();
});
afterAll(() => publisher.stop());

async function versionsTakenIn(listing: string): Promise<number[]> {
  const rows = await publisher.rows(
    'SELECT version FROM change WHERE listing_id = $1 ORDER BY taken_in_at, version',
    [listing],
  );
  return rows.map((row) => row.version as number);
}

async function statesOf(subscriber: string, listing: string): Promise<unknown[]> {
  const found = await publisher.obligations(`?listing=${listing}&subscriber=${subscriber}`);
  return found.map(({ version, state, supersededBy }) => ({ version, state, supersededBy }));
}

describe('the order of changes', () => {
  it('given a change whose predecessor is missing, then it is held, and taken in after it', async () => {
    const { id } = await publisher.enable();
    const listing = aListing();
    const [first, second, third, fourth] = [
      listing.published(),
      listing.shielded(),
      listing.restored(),
      listing.removed(),
    ];
    await publisher.announce(first);
    await publisher.announce(fourth);
    await publisher.announce(third);
    expect(await versionsTakenIn(listing.id)).toEqual([1]);
    const metrics = await fetch(`${publisher.service.url}/metrics`);
    expect(await metrics.text()).toContain('yichu_held_changes 2');

    await publisher.announce(second);
    expect(await versionsTakenIn(listing.id)).toEqual([1, 2, 3, 4]);
    const found = await publisher.obligations(`?listing=${listing.id}&subscriber=${id}`);
    expect(found.map(({ version }) => version as number)).toEqual([1, 2, 3, 4]);
    expect(found.map(({ offset }) => offset as number)).toEqual([1, 2, 3, 4]);
    expect(await publisher.rows('SELECT 1 FROM held_change')).toEqual([]);
    const told = await publisher.rows(
      `SELECT count(*)::int AS n FROM outbox WHERE aggregatetype = 'delivery-outcomes' AND aggregateid = $1`,
      [listing.id],
    );
    expect(told).toEqual([{ n: 4 }]);
  });

  it('given an equal or an older version, then it changes nothing', async () => {
    const listing = aListing();
    const first = listing.published();
    const second = listing.removed();
    await publisher.announce(first, second);
    await publisher.announce({ ...first, id: newId('evt') }, { ...second, id: newId('evt') });
    expect(await versionsTakenIn(listing.id)).toEqual([1, 2]);
  });

  it('given versions that jump, then the jump is followed; the first seen may be any', async () => {
    const listing = aListing();
    await publisher.announce(listing.published({ version: 7, previousVersion: 6 }));
    await publisher.announce(listing.removed({ version: 12, previousVersion: 7 }));
    expect(await versionsTakenIn(listing.id)).toEqual([7, 12]);
  });
});

describe('superseding', () => {
  it('given newer versions, then open obligations are superseded, and proven ones stay proven', async () => {
    const { id } = await publisher.enable();
    const listing = aListing();
    await publisher.announce(listing.published());
    await publisher.rows(
      `UPDATE obligation SET state = 'verified', verified_at = now(), next_look_at = now()
       WHERE listing_id = $1 RETURNING id`,
      [listing.id],
    );
    await publisher.announce(listing.shielded());
    await publisher.announce(listing.restored());
    expect(await statesOf(id, listing.id)).toEqual([
      { version: 1, state: 'verified', supersededBy: 3 },
      { version: 2, state: 'superseded', supersededBy: 3 },
      { version: 3, state: 'expected', supersededBy: null },
    ]);
    expect(
      await publisher.rows(
        'SELECT version FROM obligation WHERE listing_id = $1 AND next_look_at IS NOT NULL',
        [listing.id],
      ),
    ).toEqual([]);
  });

  it('given older pushes that wait, then the refused are passed over, and under stateTransfer the untold too', async () => {
    const plain = await publisher.enable();
    const newestOnly = await publisher.enable({ stateTransfer: true });
    const lanes = ['retry', 'nacked', 'again'] as const;
    const listings = lanes.map(() => aListing());
    for (const { id } of [plain, newestOnly]) {
      const stream = await publisher.open(id, 'http://127.0.0.1:9/hook');
      await publisher.setStatus(stream.id as string, 'paused');
    }
    for (const [index, lane] of lanes.entries()) {
      const listing = listings[index] ?? aListing();
      await publisher.takeIn(listing.published());
      await publisher.rows(
        `INSERT INTO waiting_push (stream_id, obligation_id, subscriber_id, aggregate_id, version, "offset", lane)
         SELECT s.id, o.id, o.subscriber_id, o.listing_id, o.version, o."offset", $2
         FROM obligation o JOIN stream s ON s.subscriber_id = o.subscriber_id
         WHERE o.listing_id = $1 AND s.channel = 'webhook' AND o.subscriber_id = ANY($3)`,
        [listing.id, lane, [plain.id, newestOnly.id]],
      );
    }
    await publisher.takeInTogether(listings.map((listing) => listing.removed()));
    const left = await publisher.rows(
      'SELECT subscriber_id, version, lane FROM waiting_push WHERE subscriber_id = ANY($1)',
      [[plain.id, newestOnly.id]],
    );
    expect(left).toEqual([{ subscriber_id: plain.id, version: 1, lane: 'retry' }]);
  });

  it.each(OBLIGATION_STATES)(
    'given an obligation that is %s, then the set-based rule does what the state machine does',
    async (state) => {
      const { id } = await publisher.enable();
      const listing = aListing();
      await publisher.takeIn(listing.published());
      const [own] = await publisher.obligations(`?listing=${listing.id}&subscriber=${id}`);
      const before = { ...(await load(own?.id as string)), state };
      const planned = { ...before, nextLookAt: NOW, lookStep: 2, unknownLooks: 1 };
      await database().transaction((db) => obligations().save(db, [planned]));

      await publisher.takeIn(listing.removed());

      const { obligation } = consider(planned, { kind: 'superseded', by: 2, at: NOW }, PROBE);
      expect(await load(before.id)).toEqual(obligation);
    },
  );

  const NOW = new Date('2026-11-23T04:00:00Z');
  const PROBE = { consent: true, settleSeconds: 1 };
  const obligations = () => publisher.service.get(ObligationStore);
  const database = () => publisher.service.get(DataSource);

  async function load(id: string): Promise<Obligation> {
    const [found] = await database().transaction((db) => obligations().lock(db, [id]));
    if (!found) throw new Error(`there is no obligation ${id}`);
    return found;
  }
});
