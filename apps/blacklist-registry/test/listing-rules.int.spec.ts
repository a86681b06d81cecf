import type { ListingRequest } from '../src/api/listing.requests.js';
import {
  aPerson,
  aUnit,
  COURT,
  ID_NUMBER,
  OTHER_COURT,
  OTHER_ID_NUMBER,
  PERSON_NAME,
} from './listing-bodies.js';
import { anOrder } from './order-builder.js';
import { NOW, RegistryUnderTest } from './registry-under-test.js';

describe('what the law asks of a listing', () => {
  let registry: RegistryUnderTest;
  beforeAll(async () => {
    registry = await RegistryUnderTest.start();
  });
  afterAll(() => registry.stop());

  it.each<[string, Partial<ListingRequest>, string, string]>([
    [
      'a minor',
      {
        subject: { type: 'PERSON', name: PERSON_NAME, idNumber: ID_NUMBER },
        filedOn: '1917-01-01',
        decidedOn: '1918-06-14',
      },
      'subject.idNumber',
      'N5_MINOR',
    ],
    ['a guarantee', { bars: ['N1_GUARANTEE'] }, 'bars', 'N1_GUARANTEE'],
    [
      'an extension of L1',
      { extension: { years: 1, reason: 'SEVERAL_ACTS' } },
      'extension',
      'EXTENSION_WITHOUT_TERM',
    ],
    [
      'four years more',
      { grounds: ['L3_EVADE'], extension: { years: 4, reason: 'SEVERAL_ACTS' } },
      'extension.years',
      'MAX',
    ],
    [
      'a term that is over',
      { grounds: ['L3_EVADE'], filedOn: '2020-01-01', decidedOn: '2021-01-01' },
      'decidedOn',
      'TERM_OVER',
    ],
    ['the text of 2013 today', { ruleVersion: 'FS2013-17' }, 'ruleVersion', 'RULE_VERSION'],
    ['a grace of four months', { grace: { until: '2027-03-23' } }, 'grace.until', 'GRACE_PERIOD'],
    ['a publication in the past', { publishOn: '2026-11-22' }, 'publishOn', 'PUBLISH_ON_PAST'],
    [
      'both a grace and a day',
      { grace: { until: '2027-01-31' }, publishOn: '2026-12-01' },
      'publishOn',
      'GRACE_OR_PUBLISH_ON',
    ],
    [
      'a number in the conduct',
      { conduct: `以${ID_NUMBER}名义转移` },
      'conduct',
      'ID_NUMBER_IN_TEXT',
    ],
  ])('given %s, then 422 with the rule, and nothing is written', async (_, more, field, rule) => {
    const body = aUnit(more);
    const answer = await registry.post('/v1/listings', body);
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field, rule }] } });
    expect(JSON.stringify(answer.body)).not.toContain(ID_NUMBER);
    expect(
      await registry.rows('SELECT 1 FROM listing WHERE case_number = $1', [body.caseNumber]),
    ).toEqual([]);
  });

  it('given a bar that does not concern the ground, then it is listed, and the bar is on the ledger', async () => {
    const id = await registry.list(aUnit({ grounds: ['L3_EVADE'], bars: ['N1_GUARANTEE'] }));
    const [entry] = await registry.rows('SELECT detail FROM ledger WHERE subject = $1', [id]);
    expect(entry?.detail).toMatchObject({ bars: ['N1_GUARANTEE'], termEndsOn: '2028-03-02' });
  });

  it("given a deletion at the creditor's request, then the creditor waits six months; the court does not", async () => {
    const body = aPerson({ decidedOn: '2026-11-20' });
    const first = await registry.list(body);
    await registry.order(anOrder(first, { basis: 'D3_CREDITOR_REQUEST' }));
    const again = await registry.post('/v1/listings', { ...body, applicant: 'CREDITOR' });
    expect(again).toMatchObject({
      status: 409,
      body: {
        type: 'urn:yichu:problem:relisting-barred',
        errors: [{ field: 'applicant', rule: 'RELISTING_BARRED' }],
        barredUntil: '2027-05-20',
      },
    });
    const other = aPerson({ decidedOn: '2026-11-20', applicant: 'CREDITOR' }, OTHER_ID_NUMBER);
    await registry.list({ ...other, caseNumber: body.caseNumber });
    const anew = await registry.list({ ...body, applicant: 'EX_OFFICIO' });
    expect(anew).not.toBe(first);
    expect((await registry.get(`/v1/listings/${first}`)).body).toMatchObject({ state: 'DELETED' });
  });

  it('given such a deletion, when nobody says who applies, then it has to be said; later it need not', async () => {
    const { applicant: _none, ...body } = aUnit({ decidedOn: '2026-11-20' });
    const first = await registry.list(body);
    await registry.order(anOrder(first, { basis: 'D3_CREDITOR_REQUEST' }));
    expect(await registry.post('/v1/listings', body)).toMatchObject({
      status: 422,
      body: {
        errors: [{ field: 'applicant', rule: 'REQUIRED' }],
        barredUntil: '2027-05-20',
      },
    });
    registry.clock.set(new Date('2027-06-01T04:00:00.000Z'));
    await registry.list({ ...body, decidedOn: '2027-05-21' });
    registry.clock.set(NOW);
  });

  it('given the case is taken up again under a number of its own, then the bar still stands', async () => {
    const body = aPerson({ decidedOn: '2026-11-20', applicant: 'CREDITOR' });
    await registry.order(anOrder(await registry.list(body), { basis: 'D3_CREDITOR_REQUEST' }));
    const resumed = { ...body, caseNumber: '（2026）皖0104执恢77号' };
    expect(await registry.post('/v1/listings', resumed)).toMatchObject({
      status: 409,
      body: { errors: [{ rule: 'RELISTING_BARRED' }] },
    });
    // Another debt of the same debtor has another instrument.
    const instrument = { number: '（2025）皖0104民初9号', maker: '合肥市蜀山区人民法院' };
    await registry.list({ ...resumed, instrument });
  });

  it.each(['D1_PERFORMED', 'D7_CLOSED'] as const)(
    'given a term, when its court orders %s, then ILLEGAL_TRANSITION; by early deletion it may leave',
    async (basis) => {
      const id = await registry.list(aUnit({ grounds: ['L4_ASSET_REPORT'] }));
      await registry.order(anOrder(id, { basis }));
      expect((await registry.sent('order-outcomes', id)).at(-1)?.data).toMatchObject({
        reason: 'ILLEGAL_TRANSITION',
      });
      await registry.order(anOrder(id, { basis: 'P_EARLY', orderNo: 2 }));
      expect((await registry.get(`/v1/listings/${id}`)).body).toMatchObject({ state: 'DELETED' });
    },
  );

  it('given an error, when revoked, also after its deletion, then history pages are told to drop it', async () => {
    const id = await registry.list(aUnit());
    await registry.order(anOrder(id));
    await registry.order(anOrder(id, { basis: 'X_REVOKED_ERROR', orderNo: 2 }));
    expect((await registry.sent('listing-changes', id)).at(-1)).toMatchObject({
      type: 'listing.revoked.v1',
      data: { version: 3, state: 'REVOKED_AS_ERROR', requiredAction: 'delete_with_history' },
    });
    await registry.order(anOrder(id, { basis: 'X_REVOKED_ERROR', orderNo: 3 }));
    expect((await registry.sent('order-outcomes', id)).at(-1)?.data).toMatchObject({
      reason: 'ILLEGAL_TRANSITION',
    });
  });
});

describe('宽限期', () => {
  let registry: RegistryUnderTest;
  beforeAll(async () => {
    registry = await RegistryUnderTest.start();
  });
  afterAll(() => registry.stop());

  const grace = (id: string, until: string, token?: string) =>
    registry.post(`/v1/listings/${id}/grace`, { until, reason: '被执行人已提交还款计划' }, token);

  it('given a decided listing, then a grace is given and made longer, and only its court is told', async () => {
    const id = await registry.list(aUnit({ publishOn: '2026-12-10' }));
    expect(await grace(id, '2026-12-31')).toMatchObject({
      status: 201,
      body: { state: 'GRACE', version: 2 },
    });
    expect(await grace(id, '2027-02-23')).toMatchObject({ status: 201, body: { version: 3 } });
    expect(await grace(id, '2027-02-24')).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'until', rule: 'GRACE_PERIOD' }] },
    });
    expect((await registry.get(`/v1/listings/${id}`)).body).toMatchObject({ until: '2027-02-23' });
    const ledger = await registry.rows('SELECT detail FROM ledger WHERE subject = $1', [id]);
    expect(JSON.stringify(ledger)).not.toContain('还款计划');
    expect(ledger.at(-1)?.detail).toMatchObject({
      reasonDigest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string,
    });
    expect(await registry.sent('listing-changes', id)).toEqual([]);
  });

  it('given a published listing, another court or another role, then it is refused', async () => {
    const id = await registry.list(aUnit());
    expect(await grace(id, '2026-12-31')).toMatchObject({
      status: 409,
      body: { errors: [{ rule: 'NOT_BEFORE_PUBLICATION' }] },
    });
    const stranger = await registry.as('officer', OTHER_COURT);
    expect((await grace(id, '2026-12-31', stranger)).status).toBe(403);
    expect((await grace(id, '2026-12-31', await registry.as('judge', COURT))).status).toBe(403);
    expect((await grace('lst_01J9ZP0M3V6K8Q4T2R7X5W1Y9C', '2026-12-31')).status).toBe(404);
  });
});

describe("the record for the court's papers", () => {
  let registry: RegistryUnderTest;
  beforeAll(async () => {
    registry = await RegistryUnderTest.start();
  });
  afterAll(() => registry.stop());

  it('given a listing in full, when a service reads the record, then all of it, masked, and the reading is ledgered', async () => {
    const body = aPerson({
      grounds: ['L2_OBSTRUCT_RESIST'],
      extension: { years: 3, reason: 'SERIOUS_RESISTANCE' },
      conduct: '以暴力阻碍执行人员',
      performedPart: '已付 60,000 元',
      unperformedPart: '尚欠 326,000 元',
      performance: 'PARTIAL',
      imposedBy: 'PRESIDENT',
      applicant: 'CREDITOR',
    });
    const id = await registry.list(body);
    const service = await registry.as('service');
    const { status, body: record } = await registry.get(`/v1/listings/${id}/record`, service);
    expect(status).toBe(200);
    const { subject: _subject, restrictions: _restrictions, ...entered } = body;
    expect(record).toMatchObject({
      ...entered,
      listingId: id,
      court: '合肥市蜀山区人民法院',
      ruleVersion: 'FS2017-7',
      termEndsOn: '2031-03-02',
      debtor: {
        type: 'PERSON',
        name: PERSON_NAME,
        maskedIdNumber: '3401041900****0018',
        sex: 'MALE',
        age: 126,
      },
      restrictions: [],
    });
    expect(JSON.stringify(record)).not.toContain(ID_NUMBER);
    expect(
      await registry.rows(
        `SELECT actor FROM ledger WHERE subject = $1 AND action = 'listing.disclosed'`,
        [id],
      ),
    ).toEqual([{ actor: 'service-1' }]);
  });

  it("given a unit's legal representative, then the name lies sealed, and is on the record", async () => {
    const subject = {
      type: 'UNIT',
      name: '合肥青禾建材有限公司',
      uscc: '91340100TE5T000167',
      legalRepresentative: '沈若棠',
    } as const;
    const id = await registry.list(aUnit({ subject }));
    const service = await registry.as('service');
    expect((await registry.get(`/v1/listings/${id}/record`, service)).body).toMatchObject({
      debtor: subject,
    });
    const [row] = await registry.rows(`SELECT listing::text AS text FROM listing WHERE id = $1`, [
      id,
    ]);
    expect(row?.text).not.toContain('沈若棠');
    expect(JSON.stringify(await registry.sent('listing-changes', id))).not.toContain('沈若棠');
  });

  it('given anybody but a service, then 403 and no disclosure', async () => {
    const id = await registry.list(aUnit());
    for (const role of ['officer', 'judge', 'operations'] as const) {
      const token = await registry.as(role, COURT);
      expect((await registry.get(`/v1/listings/${id}/record`, token)).status).toBe(403);
    }
    expect(
      await registry.rows(
        `SELECT 1 FROM ledger WHERE subject = $1 AND action = 'listing.disclosed'`,
        [id],
      ),
    ).toEqual([]);
  });
});
