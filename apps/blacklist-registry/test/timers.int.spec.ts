import { ApplyDueChanges } from '../src/use-cases/apply-due-changes.js';
import type { ListingRequest } from '../src/api/listing.requests.js';
import { aPerson, aUnit } from './listing-bodies.js';
import { anOrder } from './order-builder.js';
import { NOW, RegistryUnderTest } from './registry-under-test.js';

/** Midnight in China. */
const midnight = (day: string) => new Date(`${day}T00:00:00+08:00`);
const SECOND = 1000;
const GRACE = { until: '2027-01-31' };
/** Evasion: two years from the decision of 2 March 2026. */
const TERMED: Partial<ListingRequest> = { grounds: ['L3_EVADE'] };

describe('what the calendar alone decides', () => {
  let registry: RegistryUnderTest;
  beforeAll(async () => {
    registry = await RegistryUnderTest.start();
  });
  beforeEach(() => registry.clock.set(NOW));
  afterAll(() => registry.stop());

  const state = async (id: string) => (await registry.get(`/v1/listings/${id}`)).body;
  const versions = (id: string) =>
    registry.rows(
      `SELECT *, until::text AS until, term_ends_on::text AS term_ends_on FROM listing_version
        WHERE listing_id = $1 ORDER BY version`,
      [id],
    );
  const changes = (id: string) => registry.sent('listing-changes', id);

  it('given a grace, then nobody is told until it is over; at midnight in China it is published once', async () => {
    const body = aUnit({ grace: GRACE });
    const { body: listed } = await registry.post('/v1/listings', body);
    const id = listed.id as string;
    expect(listed).toMatchObject({ state: 'GRACE', version: 1 });

    registry.clock.set(new Date(midnight('2027-02-01').getTime() - SECOND));
    await registry.runTimers();
    expect(await changes(id)).toEqual([]);
    expect(await state(id)).toMatchObject({
      state: 'GRACE',
      publishedAt: null,
      until: GRACE.until,
    });

    registry.clock.set(midnight('2027-02-01'));
    await registry.runTimers();
    await registry.runTimers();
    expect(await state(id)).toMatchObject({ state: 'PUBLISHED', version: 2, until: null });
    expect(await changes(id)).toMatchObject([
      {
        type: 'listing.published.v1',
        correlationid: id,
        causationid: id,
        data: {
          version: 2,
          previousVersion: 1,
          requiredAction: 'list',
          basis: null,
          decisionId: null,
          cause: 'GRACE_ENDED',
          effectiveAt: midnight('2027-02-01').toISOString(),
          subject: body.subject,
        },
      },
    ]);
    expect(await versions(id)).toMatchObject([
      { state: 'GRACE', until: GRACE.until, cause: null },
      { state: 'PUBLISHED', until: null, cause: 'GRACE_ENDED', order_id: null, decision_id: null },
    ]);
    const ledger = await registry.rows('SELECT * FROM ledger WHERE subject = $1 ORDER BY seq', [
      id,
    ]);
    expect(ledger).toMatchObject([
      { action: 'listing.grace-granted', actor: 'officer-1' },
      {
        action: 'listing.published',
        actor: 'blacklist-registry',
        detail: { cause: 'GRACE_ENDED' },
      },
    ]);
  });

  it('given a day of publication, then it is published on that day, as a court that lists', async () => {
    const id = await registry.list(aPerson({ publishOn: '2026-12-01' }));
    expect(await state(id)).toMatchObject({ state: 'DECIDED', until: '2026-12-01' });
    registry.clock.set(midnight('2026-12-01'));
    await registry.runTimers();
    const [event, ...more] = await changes(id);
    expect(event).toMatchObject({
      type: 'listing.published.v1',
      data: { version: 2, cause: null },
    });
    expect(event?.data).toMatchObject({ subject: { type: 'PERSON' } });
    expect(more).toEqual([]);
  });

  it('given a term, when it is noticed weeks late, then it ended when it ended', async () => {
    const id = await registry.list(aUnit(TERMED));
    expect(await state(id)).toMatchObject({ termEndsOn: '2028-03-02' });
    const late = new Date('2028-04-20T02:00:00.000Z');
    registry.clock.set(late);
    await registry.runTimers();
    expect(await state(id)).toMatchObject({ state: 'EXPIRED_DELETED', version: 2 });
    expect((await changes(id)).at(-1)).toMatchObject({
      type: 'listing.removed.v1',
      time: late.toISOString(),
      data: {
        state: 'EXPIRED_DELETED',
        requiredAction: 'delete',
        basis: 'E_TERM_EXPIRED',
        cause: 'TERM_EXPIRED',
        decisionId: null,
        grounds: ['L3_EVADE'],
        termEndsOn: '2028-03-02',
        effectiveAt: midnight('2028-03-03').toISOString(),
      },
    });
    expect((await versions(id)).at(-1)).toMatchObject({
      valid_from: midnight('2028-03-03'),
      recorded_at: late,
      basis: 'E_TERM_EXPIRED',
      cause: 'TERM_EXPIRED',
      term_ends_on: '2028-03-02',
    });
  });

  it('given a term beside L1, then its end ends nothing', async () => {
    const id = await registry.list(aUnit({ grounds: ['L1_ABLE_BUT_REFUSES', 'L3_EVADE'] }));
    registry.clock.set(midnight('2030-01-01'));
    await registry.runTimers();
    expect(await state(id)).toMatchObject({ state: 'PUBLISHED', version: 1 });
  });

  it('given a shield with a last day, then it returns by itself, unless performance closed the case', async () => {
    const shield = { action: 'SHIELD', basis: 'T_TEMP_SHIELD', until: '2026-12-31' } as const;
    const returns = await registry.list(aPerson());
    const performed = await registry.list(aPerson());
    await registry.order(anOrder(returns, shield));
    await registry.order(anOrder(performed, shield));
    await registry.order(anOrder(performed, { orderNo: 2 }));
    registry.clock.set(midnight('2027-01-01'));
    await registry.runTimers();
    expect((await changes(returns)).at(-1)).toMatchObject({
      type: 'listing.restored.v1',
      data: {
        version: 3,
        previousVersion: 2,
        requiredAction: 'relist',
        basis: 'T_TEMP_SHIELD',
        cause: 'SHIELD_ENDED',
        decisionId: null,
        until: null,
      },
    });
    expect(await state(performed)).toMatchObject({ state: 'DELETED', version: 3 });
  });

  it('given a case that was fulfilled in the shield, then nobody comes back by themselves: the court is asked', async () => {
    const id = await registry.list(aUnit());
    const shield = { action: 'SHIELD', basis: 'T_TEMP_SHIELD', until: '2026-12-31' } as const;
    await registry.order(anOrder(id, shield));
    const mark = (status: string, on: string) =>
      registry.post(`/v1/listings/${id}/case-status`, { status, on });
    expect((await mark('FULFILLED', '2026-11-20')).status).toBe(200);
    registry.clock.set(midnight('2027-01-05'));
    await registry.runTimers();
    expect(await state(id)).toMatchObject({ state: 'SHIELDED', version: 2 });
    expect(await overdue()).toBe(0);
    const { body } = await registry.get('/v1/dormant-listings');
    expect(body.data).toContainEqual(
      expect.objectContaining({ id, state: 'SHIELDED', reasons: ['CASE_FULFILLED'] }),
    );
    // It was a mistake: the shield is over, and was not before the court said so.
    await mark('OPEN', '2027-01-05');
    await registry.runTimers();
    expect((await versions(id)).at(-1)).toMatchObject({
      state: 'PUBLISHED',
      cause: 'SHIELD_ENDED',
      valid_from: midnight('2027-01-05'),
    });
  });

  it('given a court that orders the end of a term, then only once it is over', async () => {
    const id = await registry.list(aUnit(TERMED));
    const expiry = { basis: 'E_TERM_EXPIRED' } as const;
    await registry.order(anOrder(id, expiry));
    expect(await state(id)).toMatchObject({ state: 'PUBLISHED', version: 1 });
    registry.clock.set(midnight('2028-03-03'));
    await registry.order(anOrder(id, { ...expiry, orderNo: 2 }));
    await registry.runTimers();
    expect(await state(id)).toMatchObject({ state: 'EXPIRED_DELETED', version: 2 });
    expect((await changes(id)).at(-1)?.data).toMatchObject({ cause: null });
  });

  it('given several processes at once and a restart, then each change is made once', async () => {
    const ids = [];
    for (let i = 0; i < 12; i++) ids.push(await registry.list(aUnit({ grace: GRACE })));
    registry.clock.set(midnight('2027-02-01'));
    const timer = registry.part(ApplyDueChanges);
    const done = await Promise.all([1, 2, 3, 4].map(() => timer.runDue(registry.clock.now())));
    expect(done.reduce((sum, n) => sum + n, 0)).toBe(12);
    const later = await registry.list(aUnit({ grace: { until: '2027-04-01' } }));
    registry.clock.set(midnight('2027-04-02'));
    await registry.restart();
    await registry.runTimers();
    for (const id of [...ids, later]) {
      expect(await versions(id)).toHaveLength(2);
      expect(await changes(id)).toHaveLength(1);
    }
  });

  it('given a clock that is set back, then nothing is undone and no version is recorded before its predecessor', async () => {
    const id = await registry.list(aUnit({ grace: GRACE }));
    registry.clock.set(midnight('2027-02-01'));
    await registry.runTimers();
    registry.clock.set(NOW);
    await registry.runTimers();
    await registry.order(anOrder(id));
    const recorded = (await versions(id)).map((row) => (row.recorded_at as Date).getTime());
    expect(recorded).toEqual([...recorded].sort((one, other) => one - other));
    expect(await state(id)).toMatchObject({ state: 'DELETED', version: 3 });
  });

  it('given a listing that cannot be announced, then it is left and counted, and the others go on', async () => {
    const broken = await registry.list(aUnit({ grace: GRACE }));
    const sound = await registry.list(aUnit({ grace: GRACE }));
    await registry.rows(`UPDATE listing SET uscc = 'far too long to travel' WHERE id = $1`, [
      broken,
    ]);
    registry.clock.set(midnight('2027-02-01'));
    await registry.runTimers();
    expect(await state(sound)).toMatchObject({ state: 'PUBLISHED' });
    expect(await state(broken)).toMatchObject({ state: 'GRACE', version: 1 });
    expect(await overdue()).toBe(1);
    await registry.rows(`UPDATE listing SET uscc = '91330106YCHA0001XB' WHERE id = $1`, [broken]);
    registry.clock.advance(2 * 60 * 60 * SECOND);
    await registry.runTimers();
    expect(await state(broken)).toMatchObject({ state: 'PUBLISHED', version: 2 });
  });

  it('given what is due and not done, then the metric counts it', async () => {
    await registry.list(aUnit({ grace: GRACE }));
    registry.clock.set(midnight('2027-02-01'));
    expect(await overdue()).toBe(1);
    await registry.runTimers();
    expect(await overdue()).toBe(0);
  });

  async function overdue(): Promise<number> {
    const text = await (await fetch(`${registry.url}/metrics`)).text();
    return Number(/yichu_registry_overdue_timers\{timer="listings"\} (\d+)/.exec(text)?.[1]);
  }
});

describe('performance in the grace', () => {
  let registry: RegistryUnderTest;
  beforeAll(async () => {
    registry = await RegistryUnderTest.start();
  });
  afterAll(() => registry.stop());

  it('given a grace, when the court drops the listing, then nobody was ever told of it', async () => {
    for (const [basis, state] of [
      ['D1_PERFORMED', 'DELETED'],
      ['X_REVOKED_ERROR', 'REVOKED_AS_ERROR'],
    ] as const) {
      const id = await registry.list(aUnit({ grace: { until: '2027-01-31' }, ...TERMED }));
      await registry.order(anOrder(id, { basis }));
      expect((await registry.get(`/v1/listings/${id}`)).body).toMatchObject({ state, version: 2 });
      const [outcome] = await registry.sent('order-outcomes', id);
      expect(outcome).toMatchObject({
        type: 'order.applied.v1',
        data: { version: 2, announced: false },
      });
      registry.clock.set(midnight('2029-01-01'));
      await registry.runTimers();
      registry.clock.set(NOW);
      expect(await registry.sent('listing-changes', id)).toEqual([]);
    }
  });

  it('given a deletion in the grace, when it is revoked, then nobody is told to show again what never showed', async () => {
    const id = await registry.list(aUnit({ grace: { until: '2027-01-31' } }));
    await registry.order(anOrder(id, { basis: 'P_EARLY' }));
    await registry.order(anOrder(id, { basis: 'P_EARLY', action: 'RESTORE', orderNo: 2 }));
    expect((await registry.sent('order-outcomes', id)).at(-1)?.data).toMatchObject({
      reason: 'ILLEGAL_TRANSITION',
    });
    expect((await registry.get(`/v1/listings/${id}`)).body).toMatchObject({ state: 'DELETED' });
    expect(await registry.sent('listing-changes', id)).toEqual([]);
  });
});
