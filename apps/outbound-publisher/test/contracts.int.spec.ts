import { DataSource } from 'typeorm';
import { FixedClock } from '#testing';
import type { Contract } from '../src/domain/contract.js';
import { takeSingleWriterTurn } from '../src/storage/single-writer.js';
import { aListing, anImport, RestrictionBuilder } from './change-builder.js';
import { PublisherUnderTest, type Answer, type EnabledSubscriber } from './publisher-under-test.js';

const clock = new FixedClock(new Date('2026-03-02T08:00:00Z'));
let publisher: PublisherUnderTest;
beforeAll(async () => {
  publisher = await PublisherUnderTest.start(clock);
});
afterAll(() => publisher.stop());

const SHANGHAI = { court: { code: '沪0101', name: '上海市黄浦区人民法院' } };

const edit = (id: string, version: number, parts: object, token?: string): Promise<Answer> =>
  publisher.patch(`/v1/subscribers/${id}/contract`, { version, ...parts }, token);

/** What one subscriber was told of a listing, by event type, in the order of its offsets. */
async function told(subscriber: EnabledSubscriber, listing: string): Promise<string[]> {
  const rows = await publisher.rows(
    `SELECT event_type FROM obligation WHERE subscriber_id = $1 AND listing_id = $2 ORDER BY "offset"`,
    [subscriber.id, listing],
  );
  return rows.map((row) => row['event_type'] as string);
}

const contractOf = async (id: string): Promise<Contract> =>
  (await publisher.get(`/v1/subscribers/${id}`)).body['contract'] as Contract;

describe('a scope that is narrowed', () => {
  it('given a listing it was told of, then it is told of what undoes it, and of nothing new', async () => {
    const subscriber = await publisher.enable();
    const [held, other] = [aListing(), aListing()];
    await publisher.takeIn(held.published());
    const answer = await edit(subscriber.id, 1, { scope: { regions: ['沪'] } });
    expect(answer).toMatchObject({ status: 200, body: { version: 2, toTakeBySnapshot: 0 } });
    expect(answer.body['leftOut']).toBeGreaterThan(0);
    await publisher.takeIn(other.published());
    await publisher.takeIn(other.removed());
    for (const change of [held.corrected(), held.shielded(), held.restored(), held.removed()]) {
      await publisher.takeIn(change);
    }
    expect(await told(subscriber, other.id)).toEqual([]);
    expect(await told(subscriber, held.id)).toEqual([
      ...['listing.published.v1', 'listing.corrected.v1', 'listing.shielded.v1'],
      ...['listing.restored.v1', 'listing.removed.v1'],
    ]);
  });

  it('given open obligations, then they go on as they were', async () => {
    const subscriber = await publisher.enable();
    const feed = await publisher.open(subscriber.id);
    const listing = aListing();
    await publisher.takeIn(listing.published());
    const before = await publisher.obligations(`?subscriber=${subscriber.id}`);
    await edit(subscriber.id, 1, { scope: { subjectTypes: ['PERSON'] } });
    expect(await publisher.obligations(`?subscriber=${subscriber.id}`)).toEqual(before);
    const page = await publisher.get(
      `/v1/streams/${feed['id'] as string}/events`,
      subscriber.token,
    );
    expect(page.body['data']).toHaveLength(1);
  });

  it('given lifts of restrictions are left out, then none is told of, and removals are', async () => {
    const subscriber = await publisher.enable();
    const listing = aListing();
    await publisher.takeIn(listing.published());
    const withoutLifts = [
      ...['listing.published.v1', 'listing.removed.v1', 'listing.revoked.v1'],
      ...['listing.shielded.v1', 'listing.restored.v1', 'listing.corrected.v1'],
    ];
    await edit(subscriber.id, 1, { scope: { changeTypes: withoutLifts } });
    await publisher.takeIn(new RestrictionBuilder(listing.id).lifted());
    await publisher.takeIn(listing.removed());
    expect(await told(subscriber, listing.id)).toEqual([
      'listing.published.v1',
      'listing.removed.v1',
    ]);
  });

  it('given it fetched a snapshot, then what that was cut to is kept, and a new scope begins with none', async () => {
    const subscriber = await publisher.enable({ scope: { regions: ['皖'] } });
    await publisher.rows('UPDATE subscriber SET snapshot_position = 41 WHERE id = $1', [
      subscriber.id,
    ]);
    await edit(subscriber.id, 1, { scope: { regions: ['沪'] } });
    await edit(subscriber.id, 2, { scope: { regions: ['苏'] } });
    const [row] = await publisher.rows(
      'SELECT snapshot_position::int AS position, former_snapshots FROM subscriber WHERE id = $1',
      [subscriber.id],
    );
    expect(row).toEqual({
      position: 0,
      former_snapshots: [{ scope: { regions: ['皖'] }, position: 41 }],
    });
  });
});

describe('a scope that is widened', () => {
  it('given listings listed before, then the answer counts them, and nobody is told of them one by one', async () => {
    const subscriber = await publisher.enable({ scope: { courts: ['沪0101'] } });
    const [listed, gone, theirs] = [aListing(), aListing(), aListing(SHANGHAI)];
    for (const change of [listed.published(), gone.published(), gone.removed()]) {
      await publisher.takeIn(change);
    }
    await publisher.takeIn(theirs.published());
    const imported = anImport([aListing().id, aListing().id]);
    await publisher.project(imported);
    const [count] = await publisher.rows(
      `SELECT count(*)::int AS listed FROM listing_head WHERE required_presence = 'present' AND court_code <> '沪0101'`,
    );
    const { body } = await edit(subscriber.id, 1, { scope: {} });
    expect(body).toMatchObject({ toTakeBySnapshot: count?.['listed'] as number, leftOut: 0 });
    expect(await told(subscriber, listed.id)).toEqual([]);
    // Nor of its removal: it never knew the name.
    await publisher.takeIn(listed.removed());
    expect(await told(subscriber, listed.id)).toEqual([]);
    const fresh = aListing();
    await publisher.takeIn(fresh.published());
    expect(await told(subscriber, fresh.id)).toEqual(['listing.published.v1']);
    const [row] = await publisher.rows(
      'SELECT "offset"::int AS "offset" FROM obligation WHERE subscriber_id = $1 AND listing_id = $2',
      [subscriber.id, fresh.id],
    );
    expect(row?.['offset']).toBe((body['from'] as { offset: number }).offset);
  });
});

describe('an edit', () => {
  it('given somebody was faster, then 409 names the version, and nothing is changed', async () => {
    const { id } = await publisher.enable();
    expect(await edit(id, 1, { stateTransfer: true })).toMatchObject({ status: 200 });
    expect(await edit(id, 1, { independentSource: true })).toMatchObject({
      status: 409,
      body: { type: 'urn:yichu:problem:contract-changed', current: 2 },
    });
    expect(await contractOf(id)).toMatchObject({ stateTransfer: true, independentSource: false });
  });

  it('given two at once, then one of them is refused', async () => {
    const { id } = await publisher.enable();
    const answers = await Promise.all([
      edit(id, 1, { deadline: { workingDays: 5 } }),
      edit(id, 1, { deadline: { workingDays: 7 } }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('given nothing new, then the version stays and nothing is ledgered', async () => {
    const { id } = await publisher.enable();
    const { body } = await edit(id, 1, { scope: {}, probe: { settleSeconds: 1, consent: true } });
    expect(body).toMatchObject({ version: 1, from: null });
    const rows = await publisher.rows(
      `SELECT 1 FROM ledger WHERE action = 'contract.changed' AND subject = $1`,
      [id],
    );
    expect(rows).toEqual([]);
  });

  it('given parts, then the others stay, and the ledger keeps before and after without a key', async () => {
    const { id } = await publisher.enable({ scope: { courts: ['皖0104'] } });
    const lookup = { urlTemplate: 'http://127.0.0.1:9/find?key=geheim&ref={listingRef}' };
    const { body } = await edit(id, 1, { lookup, deadline: null });
    expect(body['contract']).toEqual({
      scope: { courts: ['皖0104'] },
      lookup,
      probe: { consent: true, settleSeconds: 1 },
      independentSource: false,
      stateTransfer: false,
    });
    const [row] = await publisher.rows(
      `SELECT actor, detail FROM ledger WHERE action = 'contract.changed' AND subject = $1`,
      [id],
    );
    expect(row).toMatchObject({
      actor: 'operations-1',
      detail: {
        version: 2,
        changed: ['lookup', 'deadline'],
        before: { deadline: { workingDays: 3 }, lookup: { origin: 'http://127.0.0.1:9' } },
        after: { lookup: { origin: 'http://127.0.0.1:9' } },
      },
    });
    expect(JSON.stringify(row)).not.toContain('geheim');
    expect(await publisher.get(`/v1/subscribers/${id}`)).toMatchObject({
      body: { contractVersion: 2 },
    });
  });

  it('given somebody else’s turn as the single writer, then it waits for its own', async () => {
    const { id } = await publisher.enable();
    let edited: Promise<Answer> | undefined;
    await publisher.service.get(DataSource).transaction(async (manager) => {
      await takeSingleWriterTurn(manager);
      edited = edit(id, 1, { stateTransfer: true });
      const first = await Promise.race([edited, settled(manager.query('SELECT pg_sleep(0.3)'))]);
      expect(first).toBe('still waiting');
    });
    expect(await edited).toMatchObject({ status: 200 });
  });

  it('given a rate, then all its streams that are pushed to have it, until it is taken back', async () => {
    const { id } = await publisher.enable();
    const stream = await publisher.open(id, 'http://127.0.0.1:9/hook');
    const rateOf = async () =>
      (
        await publisher.rows(
          'SELECT rate_per_second AS per, max_in_flight AS once FROM stream WHERE id = $1',
          [stream['id']],
        )
      )[0];
    await edit(id, 1, { rate: { perSecond: 50, atOnce: 4 } });
    expect(await rateOf()).toEqual({ per: 50, once: 4 });
    await edit(id, 2, { rate: null });
    expect(await rateOf()).toEqual({ per: null, once: null });
    expect(await contractOf(id)).not.toHaveProperty('rate');
  });

  it('given who may not, or nobody there, then it is refused', async () => {
    const { id, token } = await publisher.enable();
    expect(await edit(id, 1, {}, token)).toMatchObject({ status: 403 });
    const nobody = id.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    expect(await edit(nobody, 1, { stateTransfer: true })).toMatchObject({ status: 404 });
  });

  it.each<[string, object, string, string]>([
    ['no version', { version: undefined }, 'version', 'REQUIRED'],
    [
      'a basic court for a region',
      { scope: { regions: ['皖0104'] } },
      'scope.regions',
      'REGION_CODE',
    ],
    ['a province by its name', { scope: { regions: ['安徽'] } }, 'scope.regions', 'REGION_CODE'],
    [
      'a court within a region',
      { scope: { courts: ['皖0104'], regions: ['皖'] } },
      'scope.regions',
      'INSIDE_REGION',
    ],
    [
      'a region within another',
      { scope: { regions: ['皖01', '皖'] } },
      'scope.regions',
      'INSIDE_REGION',
    ],
    [
      'an unknown field of sanctions',
      { scope: { sanctionDomains: ['TRAVEL'] } },
      'scope.sanctionDomains',
      'IS_IN',
    ],
    [
      'publications without removals',
      { scope: { changeTypes: ['listing.published.v1'] } },
      'scope.changeTypes',
      'CHANGE_TYPES_MISSING',
    ],
    [
      'removals without restorations',
      { scope: { changeTypes: ['listing.removed.v1'] } },
      'scope.changeTypes',
      'CHANGE_TYPES_MISSING',
    ],
    [
      'a look-up that asks for nothing',
      { lookup: { urlTemplate: 'http://127.0.0.1:9/' } },
      'lookup.urlTemplate',
      'LOOKUP_TEMPLATE',
    ],
    ['a rate of none', { rate: { perSecond: 0 } }, 'rate.perSecond', 'MIN'],
    ['a name', { name: 'x' }, 'name', 'UNKNOWN_FIELD'],
  ])('given %s, then 422 names the field and the rule', async (_what, parts, field, rule) => {
    const { id } = await publisher.enable();
    const answer = await edit(id, 1, parts);
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field, rule }] } });
  });

  it('given publications without removals, then the refusal says what is missing', async () => {
    const { id } = await publisher.enable();
    const answer = await edit(id, 1, { scope: { changeTypes: ['listing.published.v1'] } });
    expect(JSON.stringify(answer.body)).toContain('must also take listing.removed.v1');
  });
});

describe('deadlines', () => {
  it('given other working days, then a deadline that runs stays, and the next one is new', async () => {
    const subscriber = await publisher.enable({ deadline: { workingDays: 3 } });
    await publisher.open(subscriber.id);
    const listing = aListing();
    await publisher.takeIn(listing.published());
    await edit(subscriber.id, 1, { deadline: { workingDays: 1 } });
    await publisher.takeIn(listing.removed());
    const byVersion = new Map(
      (await publisher.obligations(`?subscriber=${subscriber.id}`)).map((each) => [
        each['version'] as number,
        each['applyBy'] as string,
      ]),
    );
    // 2026-03-02 is a Monday; days end at midnight in Shanghai.
    expect(byVersion.get(1)).toBe('2026-03-05T15:59:59.999Z');
    expect(byVersion.get(2)).toBe('2026-03-03T15:59:59.999Z');
  });
});

describe('consent to looks', () => {
  it('given it is withdrawn and given again, then standing claims are looked at again', async () => {
    const subscriber = await publisher.enable();
    await publisher.open(subscriber.id);
    const listing = aListing();
    const event = listing.published();
    await publisher.takeIn(event);
    await publisher.post(
      '/v1/receipts',
      { receipts: [{ eventId: event.id, stage: 'applied' }] },
      subscriber.token,
    );
    const planned = async () =>
      (
        await publisher.rows(
          'SELECT next_look_at AS at, state FROM obligation WHERE subscriber_id = $1',
          [subscriber.id],
        )
      )[0];
    expect(await planned()).toMatchObject({ state: 'applied', at: expect.any(Date) as Date });
    await edit(subscriber.id, 1, { probe: { consent: false, settleSeconds: 3600 } });
    expect(await planned()).toEqual({ state: 'applied', at: null });
    await edit(subscriber.id, 2, { probe: { consent: true, settleSeconds: 3600 } });
    expect(await planned()).toEqual({
      state: 'applied',
      at: new Date(clock.now().getTime() + 3_600_000),
    });
  });
});

async function settled(waiting: Promise<unknown>): Promise<string> {
  await waiting;
  return 'still waiting';
}
