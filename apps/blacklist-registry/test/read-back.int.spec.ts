import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { ObjectLiteral } from 'typeorm';
import {
  aCaseNumber,
  aPerson,
  aUnit,
  COURT,
  ID_NUMBER,
  OTHER_COURT,
  OTHER_ID_NUMBER,
  PERSON_NAME,
} from './listing-bodies.js';
import { anOrder } from './order-builder.js';
import { RegistryUnderTest } from './registry-under-test.js';

const MASKED = '3401041900****0018';

describe('reading back what was listed', () => {
  let registry: RegistryUnderTest;
  beforeAll(async () => {
    registry = await RegistryUnderTest.start();
  });
  afterAll(() => registry.stop());

  const ofCase = async (caseNumber: string, more = '', token?: string) =>
    registry.get(`/v1/listings?caseNumber=${encodeURIComponent(caseNumber)}${more}`, token);
  const ids = (body: ObjectLiteral) => (body.data as { id: string }[]).map(({ id }) => id);

  it("given a unit, when its court's staff read it, then a typing error would be visible", async () => {
    const body = aUnit();
    const id = await registry.list(body);
    for (const role of ['officer', 'judge', 'president'] as const) {
      const { body: listing } = await registry.get(
        `/v1/listings/${id}`,
        await registry.as(role, COURT),
      );
      const { caseNumber, subject, grounds, instrument, duty, performance, filedOn, decidedOn } =
        body;
      expect(listing).toMatchObject({
        id,
        version: 1,
        state: 'PUBLISHED',
        courtCode: COURT,
        caseNumber,
        subject,
        grounds,
        instrument,
        duty,
        performance,
        filedOn,
        decidedOn,
        termEndsOn: null,
      });
    }
  });

  it("given a person, when the court's officer reads it, then the name and the masked number", async () => {
    const body = aPerson();
    const id = await registry.list(body);
    const { body: listing } = await registry.get(`/v1/listings/${id}`);
    expect(listing).toMatchObject({
      caseNumber: body.caseNumber,
      subject: { type: 'PERSON', name: PERSON_NAME, maskedIdNumber: MASKED, sex: 'MALE', age: 126 },
    });
    expect(JSON.stringify(listing)).not.toContain(ID_NUMBER);
  });

  it('given a person, when operations or a service read it, then no word of who it is', async () => {
    const id = await registry.list(aPerson());
    for (const role of ['operations', 'service'] as const) {
      const { body } = await registry.get(`/v1/listings/${id}`, await registry.as(role, COURT));
      expect(Object.keys(body).sort()).toEqual(['courtCode', 'id', 'state', 'version']);
    }
  });

  it('given that it was read, then no log line knows the debtor or the case', async () => {
    const body = aPerson();
    const id = await registry.list(body);
    const lines: unknown[] = [];
    const spies = (['log', 'warn', 'error', 'debug'] as const).map((level) =>
      jest.spyOn(Logger.prototype, level).mockImplementation((...line: unknown[]) => {
        lines.push(line);
      }),
    );
    await registry.get(`/v1/listings/${id}`);
    await ofCase(body.caseNumber);
    await registry.post('/v1/listings', body);
    for (const spy of spies) spy.mockRestore();
    const text = JSON.stringify(lines);
    expect(text).toContain(id);
    for (const secret of [PERSON_NAME, MASKED, ID_NUMBER, body.caseNumber]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(encodeURIComponent(secret));
    }
  });

  it('given a 201 that was lost, when the officer lists again, then 409 names the listing', async () => {
    for (const body of [aUnit(), aPerson()]) {
      const id = await registry.list(body);
      const { status, body: problem } = await registry.post('/v1/listings', body);
      expect(status).toBe(409);
      expect(problem).toMatchObject({ errors: [{ rule: 'DUPLICATE_LISTING' }], listing: id });
    }
  });

  it('given two debtors and a history, when the officer asks for the case, then all of it, oldest first', async () => {
    const caseNumber = aCaseNumber();
    const deleted = await registry.list(aPerson({ caseNumber }));
    await registry.order(anOrder(deleted));
    const anew = await registry.list(aPerson({ caseNumber }));
    const other = await registry.list(aPerson({ caseNumber }, OTHER_ID_NUMBER));
    const unit = await registry.list(aUnit({ caseNumber }));
    await registry.list(aUnit());

    const { status, body } = await ofCase(caseNumber.replace('（', '(').replace('）', ')'));
    expect(status).toBe(200);
    expect(body).toMatchObject({
      data: [
        { id: deleted, state: 'DELETED', version: 2, subject: { maskedIdNumber: MASKED } },
        { id: anew, state: 'PUBLISHED', subject: { name: PERSON_NAME } },
        { id: other, caseNumber },
        { id: unit, subject: { type: 'UNIT' } },
      ],
      next: null,
    });
    const first = (await ofCase(caseNumber, '&limit=3')).body;
    expect([ids(first), first.next]).toEqual([[deleted, anew, other], other]);
    expect(ids((await ofCase(caseNumber, `&limit=3&after=${other}`)).body)).toEqual([unit]);
  });

  it('given a case of before 2016 at two courts, then each sees its own listing', async () => {
    const caseNumber = '（2012）曲中法执字第77号';
    const own = await registry.list(aUnit({ caseNumber }));
    const theirs = await registry.list(aUnit({ caseNumber }), OTHER_COURT);
    expect(ids((await ofCase(caseNumber)).body)).toEqual([own]);
    const stranger = await registry.as('officer', OTHER_COURT);
    expect(ids((await ofCase(caseNumber, '', stranger)).body)).toEqual([theirs]);
  });

  it("given another court's case number, a bad one or none, or another role, then a problem says so", async () => {
    const caseNumber = aCaseNumber();
    for (const [answer, status, rule] of [
      [await ofCase(aCaseNumber(OTHER_COURT)), 403, 'OTHER_COURT'],
      [await ofCase(caseNumber, '', await registry.as('operations')), 403, 'ROLE'],
      [await ofCase(caseNumber, '', await registry.as('service')), 403, 'ROLE'],
      [await ofCase(ID_NUMBER), 422, 'CASE_NUMBER'],
      [await registry.get('/v1/listings'), 422, 'REQUIRED'],
      [await ofCase(caseNumber, '&limit=0'), 422, 'MIN'],
    ] as const) {
      expect([answer.status, answer.body.errors]).toMatchObject([status, [{ rule }]]);
      expect(JSON.stringify(answer.body)).not.toContain(ID_NUMBER);
    }
  });
});
