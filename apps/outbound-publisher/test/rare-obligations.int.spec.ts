import type { DataSource } from 'typeorm';
import { OBLIGATION_STATES } from '../src/domain/obligation.js';
import { AttemptViewStore } from '../src/storage/attempt-view.store.js';
import { ObligationViewStore } from '../src/storage/obligation-view.store.js';
import { PublisherUnderTest } from './publisher-under-test.js';

let publisher: PublisherUnderTest;
beforeAll(async () => {
  publisher = await PublisherUnderTest.start();
  const { id } = await publisher.enable();
  await publisher.rows(
    `WITH n AS (SELECT i, lpad(i::text, 26, '0') AS id FROM generate_series(1, 5000) AS i),
     news AS (
       INSERT INTO change (event_id, aggregate_id, listing_id, version, event_type,
         required_action, court_code, bytes, jws, taken_in_at)
       SELECT 'evt_' || id, 'lst_' || id, 'lst_' || id, 1, 'listing.published.v1', 'list',
         '皖0104', '', '', now() FROM n)
     INSERT INTO obligation (id, subscriber_id, "offset", listing_id, version, event_id, event_type,
       court_code, required_presence, state, reach_by, created_at)
     SELECT 'obl_' || id, $1, i, 'lst_' || id, 1, 'evt_' || id, 'listing.published.v1', '皖0104',
       'present', CASE i WHEN 5000 THEN 'contradicted' ELSE 'verified' END, now(), now() FROM n`,
    [id],
  );
});
afterAll(() => publisher.stop());

/** How Postgres would read the first page of obligations in a state. */
async function planOf(state: (typeof OBLIGATION_STATES)[number]): Promise<string> {
  let plan = '';
  const explaining = {
    query: async (sql: string, values: unknown[]) => {
      plan = JSON.stringify(await publisher.rows(`EXPLAIN ${sql}`, values));
      return [];
    },
  };
  const database = explaining as unknown as DataSource;
  const views = new ObligationViewStore(database, new AttemptViewStore(database));
  await views.list({ state, limit: 1 });
  return plan;
}

describe('obligations of which there are few among many', () => {
  it('given one among thousands, then it is found', async () => {
    const found = await publisher.obligations('?state=contradicted&limit=1');
    expect(found).toMatchObject([{ state: 'contradicted', offset: 5000 }]);
  });

  it.each(OBLIGATION_STATES.filter((state) => state !== 'verified'))(
    'given hardly any is %s, then none of the others is read to find it',
    async (state) => {
      const index = /Index Scan using obligation_\w+_state_id_idx1? on.*Index Cond: \(state = /;
      expect(await planOf(state)).toMatch(index);
      await publisher.rows('ANALYZE obligation');
      expect(await planOf(state)).toMatch(index);
    },
  );
});
