import { aPerson, aUnit, COURT, OTHER_COURT, OTHER_ID_NUMBER } from './listing-bodies.js';
import { anOrder } from './order-builder.js';
import { NOW, RegistryUnderTest } from './registry-under-test.js';

describe('listing a debtor', () => {
  let registry: RegistryUnderTest;
  beforeAll(async () => {
    registry = await RegistryUnderTest.start();
  });
  afterAll(() => registry.stop());

  it('given a unit, when listed, then 201, and everybody may be told its name and code', async () => {
    const body = aUnit();
    const { status, body: listing } = await registry.post('/v1/listings', body);
    expect(status).toBe(201);
    expect(listing).toEqual({
      id: expect.stringMatching(/^lst_[0-9A-Z]{26}$/) as string,
      version: 1,
      state: 'PUBLISHED',
      courtCode: COURT,
    });
    expect((await registry.get(`/v1/listings/${listing.id}`)).body).toMatchObject(listing);
    expect(await registry.sent('listing-changes', listing.id as string)).toMatchObject([
      {
        type: 'listing.published.v1',
        subjectversion: 1,
        correlationid: listing.id,
        causationid: listing.id,
        data: {
          version: 1,
          previousVersion: null,
          state: 'PUBLISHED',
          requiredAction: 'list',
          basis: null,
          until: null,
          decisionId: null,
          caseNumber: body.caseNumber,
          subject: body.subject,
          effectiveAt: NOW.toISOString(),
          scope: 'THIS_CASE_ONLY',
        },
      },
    ]);
  });

  it('given a person, when listed, then the event names nobody', async () => {
    const id = await registry.list(aPerson());
    const [event] = await registry.sent('listing-changes', id);
    expect(event?.data).toMatchObject({ subject: { type: 'PERSON' } });
    expect(Object.keys((event?.data as { subject: object }).subject)).toEqual(['type']);
  });

  it('given codes and numbers as people write them, when listed, then one spelling is kept', async () => {
    const body = aUnit({
      caseNumber: '(2026) 皖0104执 9001号',
      subject: { type: 'UNIT', name: ' 杭州一诺商贸有限公司 ', uscc: '91330106ycha0001xb' },
    });
    const id = await registry.list(body);
    const [event] = await registry.sent('listing-changes', id);
    expect(event?.data).toMatchObject({
      caseNumber: '（2026）皖0104执9001号',
      subject: { type: 'UNIT', name: '杭州一诺商贸有限公司', uscc: '91330106YCHA0001XB' },
    });
  });

  it('given a case number of before 2016, when listed, then the court of the token owns the listing', async () => {
    const body = aUnit({
      caseNumber: '（2012）曲中法执字第66号',
      instrument: { number: '（2013）闵民一（民）初字第19030号', maker: '上海市闵行区人民法院' },
    });
    const { status, body: listing } = await registry.post('/v1/listings', body);
    expect([status, listing.courtCode]).toEqual([201, COURT]);
  });

  it('given a listing, when the same debtor is listed under the same case again, then 409 until it is deleted', async () => {
    for (const body of [aUnit({ caseNumber: '（2026）皖0104执9002号' }), aPerson()]) {
      const id = await registry.list(body);
      const again = { ...body, caseNumber: body.caseNumber.replace('（', '(').replace('）', ')') };
      expect(await registry.post('/v1/listings', again)).toMatchObject({
        status: 409,
        body: {
          type: 'urn:yichu:problem:duplicate-listing',
          errors: [{ field: 'caseNumber', rule: 'DUPLICATE_LISTING' }],
        },
      });
      expect(await registry.sent('listing-changes', id)).toHaveLength(1);
      await registry.order(anOrder(id));
      expect((await registry.post('/v1/listings', body)).status).toBe(201);
    }
  });

  it('given two officers who list the same at the same moment, then one of them gets 409', async () => {
    const body = aUnit();
    const answers = await Promise.all([1, 2, 3, 4].map(() => registry.post('/v1/listings', body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
  });

  it('given two debtors of one case, when both are listed, then both are', async () => {
    const body = aPerson();
    await registry.list(body);
    await registry.list({ ...aPerson({}, OTHER_ID_NUMBER), caseNumber: body.caseNumber });
    await registry.list({ ...aUnit(), caseNumber: body.caseNumber });
  });
});

describe('reading a listing', () => {
  let registry: RegistryUnderTest;
  beforeAll(async () => {
    registry = await RegistryUnderTest.start();
  });
  afterAll(() => registry.stop());

  it("given another court's listing, when court staff read it, then 403 OTHER_COURT; operations may", async () => {
    const id = await registry.list(aUnit());
    for (const role of ['officer', 'judge'] as const) {
      const token = await registry.as(role, OTHER_COURT);
      expect(await registry.get(`/v1/listings/${id}`, token)).toMatchObject({
        status: 403,
        body: { errors: [{ rule: 'OTHER_COURT' }] },
      });
    }
    expect(
      (await registry.get(`/v1/listings/${id}`, await registry.as('judge', COURT))).status,
    ).toBe(200);
    expect((await registry.get(`/v1/listings/${id}`, await registry.as('operations'))).status).toBe(
      200,
    );
  });

  it("given include=others, then the service gets the ids of the same debtor's open listings at any court", async () => {
    const service = await registry.as('service');
    const one = await registry.list(aPerson());
    const shielded = await registry.list(aPerson());
    const elsewhere = await registry.list(
      aPerson({ caseNumber: '（2026）皖0103执1号' }),
      OTHER_COURT,
    );
    const deleted = await registry.list(aPerson());
    await registry.list(aUnit());
    await registry.order(anOrder(shielded, { action: 'SHIELD', basis: 'T_TEMP_SHIELD' }));
    await registry.order(anOrder(deleted));

    const { status, body } = await registry.get(`/v1/listings/${one}?include=others`, service);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: one,
      version: 1,
      state: 'PUBLISHED',
      courtCode: COURT,
      others: [shielded, elsewhere],
      earlier: [{ id: deleted, basis: 'D1_PERFORMED', endedOn: '2026-11-20' }],
      subjectType: 'PERSON',
      grounds: ['L1_ABLE_BUT_REFUSES'],
      restrictions: [],
      lastExit: null,
    });
    expect(body.exits).not.toContain('E_TERM_EXPIRED');
    expect(JSON.stringify(body)).not.toMatch(/周明远|340104190006/);
    expect((await registry.get(`/v1/listings/${one}`, service)).body).not.toHaveProperty('others');
  });

  it('given include=others, when anybody else asks, then 403 ROLE', async () => {
    const id = await registry.list(aUnit());
    expect(await registry.get(`/v1/listings/${id}?include=others`)).toMatchObject({
      status: 403,
      body: { errors: [{ field: 'include', rule: 'ROLE' }] },
    });
  });

  it.each([
    'lst_01J9ZP0M3V6K8Q4T2R7X5W1Y9C',
    'lst_1',
    'nonsense',
    'dec_01J9ZP0M3V6K8Q4T2R7X5W1Y9C',
  ])('given %s, then 404', async (id) => {
    expect((await registry.get(`/v1/listings/${id}`)).status).toBe(404);
  });
});
