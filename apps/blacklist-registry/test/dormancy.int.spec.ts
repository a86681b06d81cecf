import { newId } from '#contracts';
import { aPerson, aUnit, COURT, ID_NUMBER, OTHER_COURT, PERSON_NAME } from './listing-bodies.js';
import { anOrder } from './order-builder.js';
import { NOW, RegistryUnderTest } from './registry-under-test.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const day = (n: number) => new Date(NOW.getTime() + n * DAY_MS);

interface Dormant {
  id: string;
  reasons: string[];
  lastActivityAt: string;
}

describe('the sweep of sleeping listings', () => {
  let registry: RegistryUnderTest;
  beforeEach(async () => {
    registry = await RegistryUnderTest.start();
  });
  afterEach(() => registry.stop());

  const page = async (query = '', token?: string) =>
    (await registry.get(`/v1/dormant-listings${query}`, token)).body as {
      data: Dormant[];
      next: string | null;
    };
  const found = async () =>
    (await page()).data.map(({ id, reasons }) => [id, ...reasons] as string[]);
  const mark = async (id: string, status: string, on = '2026-03-02') =>
    registry.post(`/v1/listings/${id}/case-status`, { status, on });

  it('given listings of which something happened, then none sleeps', async () => {
    const id = await registry.list(aUnit());
    expect((await mark(id, 'OPEN')).status).toBe(200);
    expect(await found()).toEqual([]);
  });

  it('given a case that its court closed or that was fulfilled, then it is found, and the listing stays as it is', async () => {
    const closed = await registry.list(aUnit());
    const fulfilled = await registry.list(aPerson());
    registry.clock.set(day(1));
    expect((await mark(closed, 'CLOSED')).body).toEqual({ status: 'CLOSED', on: '2026-03-02' });
    registry.clock.set(day(2));
    await mark(fulfilled, 'FULFILLED');
    const { data } = await page();
    expect(data).toEqual([
      {
        id: closed,
        courtCode: COURT,
        caseNumber: expect.stringContaining(COURT) as string,
        state: 'PUBLISHED',
        grounds: ['L1_ABLE_BUT_REFUSES'],
        reasons: ['CASE_CLOSED'],
        termEndsOn: null,
        caseStatus: 'CLOSED',
        caseStatusOn: '2026-03-02',
        lastActivityAt: day(1).toISOString(),
      },
      expect.objectContaining({ id: fulfilled, reasons: ['CASE_FULFILLED'] }),
    ]);
    expect(JSON.stringify(data)).not.toContain(PERSON_NAME);
    expect(JSON.stringify(data)).not.toContain(ID_NUMBER.slice(0, 10));
    expect((await registry.get(`/v1/listings/${closed}`)).body).toMatchObject({
      version: 1,
      state: 'PUBLISHED',
    });
    expect(
      await registry.rows(
        `SELECT actor, detail FROM ledger WHERE action = 'listing.case-marked' ORDER BY seq LIMIT 1`,
      ),
    ).toEqual([{ actor: 'officer-1', detail: { status: 'CLOSED', on: '2026-03-02' } }]);
  });

  it('given two years without an act, then it is found; looked at and marked open, or acted upon, it sleeps anew', async () => {
    const looked = await registry.list(aUnit());
    const restricted = await registry.list(aUnit());
    const asleep = await registry.list(aUnit());
    registry.clock.set(day(731));
    expect((await found()).map(([, reason]) => reason)).toEqual(Array(3).fill('NO_ACTIVITY'));
    await mark(looked, 'OPEN');
    const restriction = { kind: 'SPENDING', boundRole: 'DEBTOR', decidedOn: '2026-03-02' };
    await registry.post(`/v1/listings/${restricted}/restrictions`, restriction);
    expect(await found()).toEqual([[asleep, 'NO_ACTIVITY']]);
  });

  it('given a term that is over and a ground without one, then only the sweep finds it', async () => {
    const id = await registry.list(
      aUnit({
        grounds: ['L1_ABLE_BUT_REFUSES', 'L4_ASSET_REPORT'],
        filedOn: '2024-01-10',
        decidedOn: '2024-11-30',
      }),
    );
    expect(await found()).toEqual([]);
    registry.clock.set(day(8));
    await registry.runTimers();
    expect(await found()).toEqual([[id, 'TERM_ENDED']]);
  });

  it('given a listing that left the list, then nobody need look at it', async () => {
    const id = await registry.list(aUnit());
    const shielded = await registry.list(aUnit());
    await mark(id, 'FULFILLED');
    await mark(shielded, 'CLOSED');
    await registry.order(anOrder(id));
    await registry.order(anOrder(shielded, { action: 'SHIELD', basis: 'T_TEMP_SHIELD' }));
    expect(await found()).toEqual([[shielded, 'CASE_CLOSED']]);
  });

  it('given many, then pages follow each other, the longest asleep first, and none is twice or missing', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 7; n++) {
      // Two at the same instant.
      registry.clock.set(day(Math.floor(n / 2)));
      const id = await registry.list(aUnit());
      if (n % 3 === 0) await mark(id, 'CLOSED');
      ids.push(id);
    }
    registry.clock.set(day(800));
    const seen: string[] = [];
    let next: string | null = null;
    do {
      const after: string = next === null ? '' : `&after=${encodeURIComponent(next)}`;
      const answer: Awaited<ReturnType<typeof page>> = await page(`?limit=3${after}`);
      expect(answer.data.length).toBeLessThanOrEqual(3);
      seen.push(...answer.data.map(({ id }) => id));
      next = answer.next;
    } while (next !== null);
    expect(seen).toEqual(ids);
    expect((await registry.get('/v1/dormant-listings?after=nonsense')).status).toBe(422);
  });

  it('given courts, then each sees its own, and a service says whose', async () => {
    const id = await registry.list(aUnit());
    const other = await registry.list(aUnit({ caseNumber: '（2026）皖0103执7号' }), OTHER_COURT);
    registry.clock.set(day(800));
    expect(await found()).toEqual([[id, 'NO_ACTIVITY']]);
    const service = await registry.as('service');
    const { data } = await page(`?court=${encodeURIComponent(OTHER_COURT)}`, service);
    expect(data.map((listing) => listing.id)).toEqual([other]);
    expect((await registry.get('/v1/dormant-listings', service)).body.errors).toMatchObject([
      { field: 'court', rule: 'REQUIRED' },
    ]);
    const elsewhere = `/v1/dormant-listings?court=${encodeURIComponent(OTHER_COURT)}`;
    expect((await registry.get(elsewhere)).status).toBe(403);
    expect(
      (await registry.get('/v1/dormant-listings', await registry.as('operations'))).status,
    ).toBe(403);
  });

  it('given a mark that cannot be, then it is refused by name', async () => {
    const id = await registry.list(aUnit());
    for (const [status, on, rule] of [
      ['CLOSED', '2026-11-24', 'DATE_IN_FUTURE'],
      ['CLOSED', '2026-01-14', 'DECIDED_BEFORE_FILED'],
      ['SETTLED', '2026-03-02', 'IS_IN'],
    ] as const) {
      expect((await mark(id, status, on)).body.errors).toMatchObject([{ rule }]);
    }
    expect((await mark(newId('lst'), 'CLOSED')).status).toBe(404);
    const other = await registry.as('officer', OTHER_COURT);
    const path = `/v1/listings/${id}/case-status`;
    expect((await registry.post(path, { status: 'CLOSED', on: '2026-03-02' }, other)).status).toBe(
      403,
    );
  });
});
