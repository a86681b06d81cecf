import { addMonths, shanghaiDate } from '#calendar';
import { newId } from '#contracts';
import { anExportedUnit, ndjson } from './export-rows.js';
import { Importer } from './importer.js';
import {
  aCaseNumber,
  aPerson,
  aUnit,
  COURT,
  ID_NUMBER,
  OTHER_COURT,
  PERSON_NAME,
} from './listing-bodies.js';
import { anOrder } from './order-builder.js';
import { RegistryUnderTest } from './registry-under-test.js';

const DAY_MS = 24 * 60 * 60 * 1000;

interface Dormant {
  id: string;
  reasons: string[];
  lastActivityAt: string;
}

let courts = 0;

describe('the sweep of sleeping listings', () => {
  let registry: RegistryUnderTest;
  /** Each test has a court and days of its own; time only goes on. */
  let court: string;
  let officer: string;
  let start: Date;
  beforeAll(async () => {
    registry = await RegistryUnderTest.start();
  });
  beforeEach(async () => {
    courts += 1;
    court = `皖01${String(courts + 50)}`;
    officer = await registry.as('officer', court);
    registry.clock.advance(DAY_MS);
    start = registry.clock.now();
  });
  afterAll(() => registry.stop());

  const day = (n: number) => new Date(start.getTime() + n * DAY_MS);
  const listUnit = (more: Parameters<typeof aUnit>[0] = {}) =>
    registry.list(aUnit({ caseNumber: aCaseNumber(court), ...more }), court);
  const ordered = (id: string, more: Parameters<typeof anOrder>[1] = {}) =>
    registry.order(anOrder(id, { courtCode: court, ...more }));
  const page = async (query = '', token = officer) =>
    (await registry.get(`/v1/dormant-listings${query}`, token)).body as {
      data: Dormant[];
      next: string | null;
    };
  const found = async () =>
    (await page()).data.map(({ id, reasons }) => [id, ...reasons] as string[]);
  const mark = async (id: string, status: string, on = '2026-03-02') =>
    registry.post(`/v1/listings/${id}/case-status`, { status, on }, officer);

  it('given listings of which something happened, then none sleeps', async () => {
    const id = await listUnit();
    expect((await mark(id, 'OPEN')).status).toBe(200);
    expect(await found()).toEqual([]);
  });

  it('given a case that its court closed or that was fulfilled, then it is found, and the listing stays as it is', async () => {
    const closed = await listUnit();
    const fulfilled = await registry.list(aPerson({ caseNumber: aCaseNumber(court) }), court);
    registry.clock.set(day(1));
    expect((await mark(closed, 'CLOSED')).body).toEqual({ status: 'CLOSED', on: '2026-03-02' });
    registry.clock.set(day(2));
    await mark(fulfilled, 'FULFILLED');
    const { data } = await page();
    expect(data).toEqual([
      {
        id: closed,
        courtCode: court,
        caseNumber: expect.stringContaining(court) as string,
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
    expect((await registry.get(`/v1/listings/${closed}`, officer)).body).toMatchObject({
      version: 1,
      state: 'PUBLISHED',
    });
    expect(
      await registry.rows(
        `SELECT actor, detail FROM ledger WHERE subject = $1 AND action = 'listing.case-marked'`,
        [closed],
      ),
    ).toEqual([{ actor: 'officer-1', detail: { status: 'CLOSED', on: '2026-03-02' } }]);
  });

  it('given two years without an act, then it is found; looked at and marked open, or acted upon, it sleeps anew', async () => {
    const looked = await listUnit();
    const restricted = await listUnit();
    const asleep = await listUnit();
    registry.clock.set(day(731));
    expect((await found()).map(([, reason]) => reason)).toEqual(Array(3).fill('NO_ACTIVITY'));
    await mark(looked, 'OPEN');
    const restriction = { kind: 'SPENDING', boundRole: 'DEBTOR', decidedOn: '2026-03-02' };
    await registry.post(`/v1/listings/${restricted}/restrictions`, restriction, officer);
    expect(await found()).toEqual([[asleep, 'NO_ACTIVITY']]);
  });

  it('given an old list that was taken over, then its listings are as old as their publication', async () => {
    const caseOf = (number: number) => ({
      caseCode: aCaseNumber(court),
      gistId: `(2019)皖0104民初${number}号`,
    });
    const file = ndjson([
      anExportedUnit(1, { ...caseOf(1), regDate: '20200115', publishDate: '20200302' }),
      anExportedUnit(2, {
        ...caseOf(2),
        regDate: '20260115',
        publishDate: shanghaiDate(day(-100)).replaceAll('-', ''),
      }),
    ]);
    const { status, body } = await new Importer(registry).send(file, { court });
    expect([status, body.accepted]).toEqual([201, 2]);
    const { data } = await page();
    expect(data).toMatchObject([
      { reasons: ['NO_ACTIVITY'], lastActivityAt: '2020-03-01T16:00:00.000Z' },
    ]);
    await mark(data[0]!.id, 'OPEN');
    expect(await found()).toEqual([]);
  });

  it('given a term that is over and a ground without one, then only the sweep finds it', async () => {
    const id = await listUnit({
      grounds: ['L1_ABLE_BUT_REFUSES', 'L4_ASSET_REPORT'],
      filedOn: '2024-01-10',
      decidedOn: addMonths(shanghaiDate(day(7)), -24),
    });
    expect(await found()).toEqual([]);
    registry.clock.set(day(8));
    await registry.runTimers();
    expect(await found()).toEqual([[id, 'TERM_ENDED']]);
  });

  it('given a listing that left the list, then nobody need look at it', async () => {
    // The one court of these tests that has a key, and so can order.
    court = COURT;
    officer = await registry.as('officer', court);
    const id = await listUnit();
    const shielded = await listUnit();
    await mark(id, 'FULFILLED');
    await mark(shielded, 'CLOSED');
    await ordered(id);
    await ordered(shielded, { action: 'SHIELD', basis: 'T_TEMP_SHIELD' });
    expect(await found()).toEqual([[shielded, 'CASE_CLOSED']]);
  });

  it('given many, then pages follow each other, the longest asleep first, and none is twice or missing', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 7; n++) {
      // Two at the same instant.
      registry.clock.set(day(Math.floor(n / 2)));
      const id = await listUnit();
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
    expect((await registry.get('/v1/dormant-listings?after=nonsense', officer)).status).toBe(422);
  });

  it('given courts, then each sees its own, and a service says whose', async () => {
    const id = await listUnit();
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
    expect((await registry.get(elsewhere, officer)).status).toBe(403);
    expect(
      (await registry.get('/v1/dormant-listings', await registry.as('operations'))).status,
    ).toBe(403);
  });

  it('given a mark that cannot be, then it is refused by name', async () => {
    const id = await listUnit();
    for (const [status, on, rule] of [
      ['CLOSED', shanghaiDate(day(1)), 'DATE_IN_FUTURE'],
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
