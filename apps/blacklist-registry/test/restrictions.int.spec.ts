import { newId, type OrderIssued, type RestrictionLift } from '#contracts';
import type { ListingRequest } from '../src/api/listing.requests.js';
import type { RestrictionRequest } from '../src/api/restriction.requests.js';
import { UnitOfWork } from '#messaging';
import { collectStatements } from '#testing';
import { ApplyOrder } from '../src/use-cases/apply-order.js';
import {
  aPerson,
  aUnit,
  COURT,
  ID_NUMBER,
  OTHER_COURT,
  OTHER_ID_NUMBER,
} from './listing-bodies.js';
import { anOrder } from './order-builder.js';
import { RegistryUnderTest } from './registry-under-test.js';

const OFFICER_NAME = '沈若棠';
const DAY_MS = 24 * 60 * 60 * 1000;

function spending(more: Partial<RestrictionRequest> = {}): RestrictionRequest {
  return { kind: 'SPENDING', boundRole: 'DEBTOR', decidedOn: '2026-03-02', ...more };
}

function ofOfficer(more: Partial<RestrictionRequest> = {}): RestrictionRequest {
  return spending({
    boundRole: 'LEGAL_REPRESENTATIVE',
    person: { name: OFFICER_NAME, idNumber: OTHER_ID_NUMBER },
    ...more,
  });
}

function aLift(
  listingId: string,
  liftRestrictions: RestrictionLift[],
  more: Partial<OrderIssued['data']> = {},
): OrderIssued {
  return anOrder(listingId, {
    action: 'LIFT',
    basis: liftRestrictions[0]?.basis ?? 'R_PERFORMED',
    liftRestrictions,
    ...more,
  });
}

describe('restrictions', () => {
  let registry: RegistryUnderTest;
  beforeAll(async () => {
    registry = await RegistryUnderTest.start();
  });
  afterAll(() => registry.stop());

  async function impose(listingId: string, body: RestrictionRequest): Promise<string> {
    const { status, body: answer } = await registry.post(
      `/v1/listings/${listingId}/restrictions`,
      body,
    );
    expect(status).toBe(201);
    return answer.id as string;
  }

  async function read(listingId: string, token?: string) {
    const { body } = await registry.get(`/v1/listings/${listingId}/restrictions`, token);
    return body.data as { id: string; state: string; until: string | null; version: number }[];
  }

  async function answerTo(order: OrderIssued) {
    const outcomes = await registry.sent('order-outcomes', order.data.listingRef);
    return outcomes.find(({ causationid }) => causationid === order.data.orderId)?.data;
  }

  const lifts = (restrictionId: string) => registry.sent('listing-changes', restrictionId);

  it('given a listing alone, then nobody is restricted', async () => {
    const id = await registry.list(aUnit());
    expect(await read(id)).toEqual([]);
  });

  it('given a unit, when its officer is bound, then its court reads back whom, masked, and others whom not', async () => {
    const id = await registry.list(aUnit());
    const { status, body } = await registry.post(`/v1/listings/${id}/restrictions`, ofOfficer());
    expect([status, body]).toEqual([
      201,
      {
        id: expect.stringMatching(/^rst_/) as string,
        listingId: id,
        kind: 'SPENDING',
        boundRole: 'LEGAL_REPRESENTATIVE',
        state: 'ACTIVE',
        until: null,
        version: 1,
        decidedOn: '2026-03-02',
        person: { name: OFFICER_NAME, maskedIdNumber: '4602001901****0035' },
      },
    ]);
    expect(await read(id)).toEqual([body]);
    const { person: _person, ...anonymous } = body;
    for (const role of ['operations', 'service'] as const) {
      expect(await read(id, await registry.as(role))).toEqual([anonymous]);
    }
    expect(
      await registry.get(
        `/v1/listings/${id}/restrictions`,
        await registry.as('judge', OTHER_COURT),
      ),
    ).toMatchObject({ status: 403, body: { errors: [{ rule: 'OTHER_COURT' }] } });
  });

  it('given an officer, then neither name nor number is anywhere in the clear', async () => {
    const id = await registry.list(aUnit());
    const restriction = await impose(id, ofOfficer());
    await registry.order(
      aLift(id, [{ restrictionRef: restriction, basis: 'R_REPRESENTATIVE_CHANGED' }]),
    );
    const places = [
      await registry.rows(`SELECT * FROM restriction`),
      await registry.rows(`SELECT * FROM restriction_version`),
      await registry.rows(`SELECT detail, subject FROM ledger`),
      await registry.sent('listing-changes'),
      await registry.sent('order-outcomes'),
    ].map((place) => JSON.stringify(place));
    for (const place of places) {
      expect(place).not.toContain(OFFICER_NAME);
      expect(place).not.toContain(OTHER_ID_NUMBER);
    }
  });

  it.each<[string, RestrictionRequest, number, string]>([
    ['an officer without a person', spending({ boundRole: 'PRINCIPAL' }), 422, 'PERSON_REQUIRED'],
    ['exit of a unit', spending({ kind: 'EXIT' }), 422, 'UNIT_CANNOT_EXIT'],
    [
      'exit of an actual controller',
      ofOfficer({ kind: 'EXIT', boundRole: 'ACTUAL_CONTROLLER' }),
      422,
      'CONTROLLER_MAY_EXIT',
    ],
    ['an order of tomorrow', spending({ decidedOn: '2026-11-24' }), 422, 'DATE_IN_FUTURE'],
    [
      'a mistyped number',
      ofOfficer({ person: { name: OFFICER_NAME, idNumber: '460200190112310036' } }),
      422,
      'ID_NUMBER_CHECK',
    ],
    [
      'a number typed into the name',
      ofOfficer({ person: { name: `沈若棠${ID_NUMBER}`, idNumber: OTHER_ID_NUMBER } }),
      422,
      'ID_NUMBER_IN_TEXT',
    ],
  ])(
    'given %s, then it is refused by name and nothing is written',
    async (_what, body, status, rule) => {
      const id = await registry.list(aUnit());
      const answer = await registry.post(`/v1/listings/${id}/restrictions`, body);
      expect(answer).toMatchObject({ status, body: { errors: [{ rule }] } });
      expect(JSON.stringify(answer.body)).not.toContain(body.person?.idNumber ?? ID_NUMBER);
      expect(await read(id)).toEqual([]);
    },
  );

  it('given somebody who is bound, when bound again in the same case, then 409; another kind or officer is another matter', async () => {
    const id = await registry.list(aUnit());
    await impose(id, ofOfficer());
    for (const boundRole of ['LEGAL_REPRESENTATIVE', 'ACTUAL_CONTROLLER'] as const) {
      expect(
        await registry.post(`/v1/listings/${id}/restrictions`, ofOfficer({ boundRole })),
      ).toMatchObject({ status: 409, body: { errors: [{ rule: 'DUPLICATE_RESTRICTION' }] } });
    }
    await impose(id, ofOfficer({ kind: 'EXIT' }));
    await impose(id, spending());
    await impose(id, ofOfficer({ person: { name: '韩敬之', idNumber: ID_NUMBER } }));
    expect(await read(id)).toHaveLength(4);
  });

  it('given another court or role, then nothing can be imposed', async () => {
    const id = await registry.list(aPerson());
    const path = `/v1/listings/${id}/restrictions`;
    const other = await registry.as('officer', OTHER_COURT);
    expect((await registry.post(path, spending(), other)).status).toBe(403);
    expect((await registry.post(path, spending(), await registry.as('judge', COURT))).status).toBe(
      403,
    );
    const unknown = `/v1/listings/${newId('lst')}/restrictions`;
    expect((await registry.post(unknown, spending())).status).toBe(404);
  });

  describe('when an order lifts', () => {
    it('names one of two, then only that one is lifted, everybody who may hold it is told, and the listing stays', async () => {
      const id = await registry.list(aPerson());
      const lifted = await impose(id, spending());
      const kept = await impose(id, spending({ kind: 'EXIT' }));
      const order = aLift(id, [{ restrictionRef: lifted, basis: 'R_CREDITOR_CONSENT' }]);
      await registry.order(order);

      expect(await answerTo(order)).toMatchObject({
        version: 1,
        restrictions: [{ restrictionRef: lifted, state: 'LIFTED', version: 2 }],
      });
      expect(await read(id)).toMatchObject([
        { id: lifted, state: 'LIFTED', version: 2 },
        { id: kept, state: 'ACTIVE', version: 1 },
      ]);
      expect(await lifts(lifted)).toMatchObject([
        {
          type: 'restriction.lifted.v1',
          subject: lifted,
          partitionkey: lifted,
          subjectversion: 2,
          correlationid: order.data.decisionId,
          causationid: order.data.orderId,
          data: {
            restrictionRef: lifted,
            listingRef: id,
            version: 2,
            previousVersion: null,
            state: 'LIFTED',
            kind: 'SPENDING',
            boundRole: 'DEBTOR',
            requiredAction: 'lift_sanctions',
            basis: 'R_CREDITOR_CONSENT',
            until: null,
            subject: { type: 'PERSON' },
            decisionId: order.data.decisionId,
          },
        },
      ]);
      expect((await registry.get(`/v1/listings/${id}`)).body).toMatchObject({
        version: 1,
        state: 'PUBLISHED',
      });
      expect(
        await registry.rows(`SELECT action, actor FROM ledger WHERE subject = $1 ORDER BY seq`, [
          lifted,
        ]),
      ).toEqual([
        { action: 'restriction.imposed', actor: 'officer-1' },
        { action: 'restriction.lifted', actor: `court:${COURT}` },
      ]);
    });

    it('removes the listing and names nothing, then the restriction stays: nothing cascades', async () => {
      const id = await registry.list(aPerson());
      const restriction = await impose(id, spending());
      await registry.order(anOrder(id, { basis: 'D4_TERMINATED_NO_ASSETS' }));
      expect((await registry.get(`/v1/listings/${id}`)).body.state).toBe('DELETED');
      expect(await read(id)).toMatchObject([{ state: 'ACTIVE', version: 1 }]);
      expect(await lifts(restriction)).toEqual([]);
    });

    it('removes the listing and names the restriction, then both end together', async () => {
      const id = await registry.list(aUnit());
      const restriction = await impose(id, spending());
      const order = anOrder(id, {
        liftRestrictions: [{ restrictionRef: restriction, basis: 'R_PERFORMED' }],
      });
      await registry.order(order);
      expect(await answerTo(order)).toMatchObject({
        version: 2,
        restrictions: [{ restrictionRef: restriction, state: 'LIFTED', version: 2 }],
      });
      expect(await lifts(restriction)).toMatchObject([
        { data: { subject: { type: 'UNIT', uscc: '91340100TE5T000167' } } },
      ]);
      expect(await registry.post(`/v1/listings/${id}/restrictions`, spending())).toMatchObject({
        status: 409,
        body: { errors: [{ rule: 'NOTHING_TO_ENFORCE' }] },
      });
    });

    it('comes in the grace, then the restriction ends, and nobody is told: nobody was told of it', async () => {
      const id = await registry.list(aPerson({ grace: { until: '2027-01-15' } }));
      const restriction = await impose(id, spending());
      const order = anOrder(id, {
        liftRestrictions: [{ restrictionRef: restriction, basis: 'R_PERFORMED' }],
      });
      await registry.order(order);
      expect(await answerTo(order)).toMatchObject({
        announced: false,
        restrictions: [{ restrictionRef: restriction, state: 'LIFTED', version: 2 }],
      });
      expect(await lifts(restriction)).toEqual([]);
      expect(await registry.sent('listing-changes', id)).toEqual([]);
    });

    it('names one that is unknown or of another case, then all of it is refused', async () => {
      const id = await registry.list(aPerson());
      const other = await registry.list(aPerson());
      const restriction = await impose(id, spending());
      const elsewhere = await impose(other, spending());
      for (const [orderNo, ref] of [newId('rst'), elsewhere].entries()) {
        const order = anOrder(id, {
          orderNo: orderNo + 1,
          liftRestrictions: [
            { restrictionRef: restriction, basis: 'R_PERFORMED' },
            { restrictionRef: ref, basis: 'R_PERFORMED' },
          ],
        });
        await registry.order(order);
        expect(await answerTo(order)).toMatchObject({ reason: 'UNKNOWN_RESTRICTION' });
      }
      expect(await read(id)).toMatchObject([{ state: 'ACTIVE', version: 1 }]);
      expect(await read(other)).toMatchObject([{ state: 'ACTIVE', version: 1 }]);
      expect((await registry.get(`/v1/listings/${id}`)).body.state).toBe('PUBLISHED');
    });

    it.each<[string, Partial<RestrictionLift>]>([
      ['on a basis that is not for the debtor', { basis: 'R_REPRESENTATIVE_CHANGED' }],
      ['for a while without the president', { basis: 'R_TEMPORARY_NEED', until: '2026-12-10' }],
      [
        'for more than a month',
        { basis: 'R_TEMPORARY_NEED', until: '2026-12-24', approvedBy: 'PRESIDENT' },
      ],
      ['for good until a day', { basis: 'R_PERFORMED', until: '2026-12-10' }],
    ])('%s, then it is refused', async (_what, lift) => {
      const id = await registry.list(aPerson());
      const restrictionRef = await impose(id, spending());
      const order = aLift(id, [{ restrictionRef, basis: 'R_PERFORMED', ...lift }]);
      await registry.order(order);
      expect(await answerTo(order)).toMatchObject({ reason: 'ILLEGAL_TRANSITION' });
      expect(await read(id)).toMatchObject([{ state: 'ACTIVE', version: 1 }]);
      expect(await lifts(restrictionRef)).toEqual([]);
    });

    it('twice, then the second is refused', async () => {
      const id = await registry.list(aPerson());
      const restrictionRef = await impose(id, spending());
      await registry.order(aLift(id, [{ restrictionRef, basis: 'R_GUARANTEE' }]));
      const again = aLift(id, [{ restrictionRef, basis: 'R_GUARANTEE' }], { orderNo: 2 });
      await registry.order(again);
      expect(await answerTo(again)).toMatchObject({ reason: 'ILLEGAL_TRANSITION' });
      expect(await lifts(restrictionRef)).toHaveLength(1);
      await impose(id, spending());
    });

    it('names one that another order lifted since the draft, then the listing leaves all the same', async () => {
      const id = await registry.list(aPerson());
      const early = await impose(id, spending());
      const late = await impose(id, spending({ kind: 'EXIT' }));
      await registry.order(aLift(id, [{ restrictionRef: early, basis: 'R_GUARANTEE' }]));
      const order = anOrder(id, {
        orderNo: 2,
        liftRestrictions: [early, late].map((restrictionRef) => ({
          restrictionRef,
          basis: 'R_PERFORMED' as const,
        })),
      });
      await registry.order(order);
      const answered = await answerTo(order);
      expect(answered).toMatchObject({ version: 2 });
      expect(answered?.restrictions).toEqual(
        expect.arrayContaining([
          { restrictionRef: early, state: 'LIFTED', version: 2, changed: false },
          { restrictionRef: late, state: 'LIFTED', version: 2 },
        ]),
      );
      expect((await registry.get(`/v1/listings/${id}`)).body.state).toBe('DELETED');
      expect(await lifts(early)).toHaveLength(1);
      expect(await lifts(late)).toHaveLength(1);
    });

    it('names one that was lifted and one that binds, then the second is lifted', async () => {
      const id = await registry.list(aPerson());
      const early = await impose(id, spending());
      const late = await impose(id, spending({ kind: 'EXIT' }));
      await registry.order(aLift(id, [{ restrictionRef: early, basis: 'R_GUARANTEE' }]));
      const both = [early, late].map((restrictionRef) => ({
        restrictionRef,
        basis: 'R_PERFORMED' as const,
      }));
      const order = aLift(id, both, { orderNo: 2 });
      await registry.order(order);
      expect(await answerTo(order)).toMatchObject({ version: 1 });
      expect((await read(id)).map(({ state }) => state)).toEqual(['LIFTED', 'LIFTED']);
    });
  });

  it('given a temporary lift, when its last day is over, then it binds again without a message, and the next lift follows the last that was told', async () => {
    const id = await registry.list(aPerson());
    const restrictionRef = await impose(id, spending());
    const need = { restrictionRef, basis: 'R_TEMPORARY_NEED', approvedBy: 'PRESIDENT' } as const;
    await registry.order(
      aLift(id, [{ ...need, until: '2026-11-25' }], { effectiveAt: '2026-11-23T02:00:00.000Z' }),
    );
    expect(await read(id)).toMatchObject([
      { state: 'TEMP_LIFTED', until: '2026-11-25', version: 2 },
    ]);
    expect(await registry.runTimers()).toBe(0);

    registry.clock.advance(3 * DAY_MS);
    // Before the timer has come by, it is shown as it is in law.
    expect(await read(id)).toMatchObject([{ state: 'ACTIVE', until: null, version: 2 }]);
    await registry.runTimers();
    await registry.runTimers();
    expect(await read(id)).toMatchObject([{ state: 'ACTIVE', until: null, version: 3 }]);
    expect(
      await registry.rows(
        `SELECT version, state, cause, valid_from FROM restriction_version
          WHERE restriction_id = $1 AND cause IS NOT NULL`,
        [restrictionRef],
      ),
    ).toEqual([
      {
        version: 3,
        state: 'ACTIVE',
        cause: 'TEMPORARY_LIFT_ENDED',
        valid_from: new Date('2026-11-25T16:00:00.000Z'),
      },
    ]);
    expect(await lifts(restrictionRef)).toHaveLength(1);

    await registry.order(aLift(id, [{ restrictionRef, basis: 'R_PERFORMED' }], { orderNo: 2 }));
    expect((await lifts(restrictionRef)).map(({ data }) => data)).toMatchObject([
      { version: 2, previousVersion: null, state: 'TEMP_LIFTED', until: '2026-11-25' },
      { version: 4, previousVersion: 2, state: 'LIFTED', until: null },
    ]);
    registry.clock.advance(-3 * DAY_MS);
  });

  it('given a clock that is set back, or a row that cannot be written, then versions follow each other, and the others go on', async () => {
    const lifted = async () => {
      const id = await registry.list(aPerson());
      const restrictionRef = await impose(id, spending());
      const need = { restrictionRef, basis: 'R_TEMPORARY_NEED', approvedBy: 'PRESIDENT' } as const;
      await registry.order(aLift(id, [{ ...need, until: '2026-11-25' }]));
      return { id, restrictionRef };
    };
    const [broken, sound] = [await lifted(), await lifted()];
    // The version that the end of the lift would write is there already.
    await registry.rows(
      `INSERT INTO restriction_version (restriction_id, version, state, valid_from, recorded_at)
       SELECT restriction_id, 3, 'ACTIVE', valid_from, recorded_at FROM restriction_version
        WHERE restriction_id = $1 AND version = 2`,
      [broken.restrictionRef],
    );
    registry.clock.advance(3 * DAY_MS);
    await registry.runTimers();
    expect(await read(sound.id)).toMatchObject([{ state: 'ACTIVE', version: 3 }]);
    expect(await read(broken.id)).toMatchObject([{ version: 2 }]);
    registry.clock.advance(-3 * DAY_MS);
    const { restrictionRef } = sound;
    await registry.order(
      aLift(sound.id, [{ restrictionRef, basis: 'R_PERFORMED' }], { orderNo: 2 }),
    );
    const recorded = await registry.rows(
      'SELECT recorded_at FROM restriction_version WHERE restriction_id = $1 ORDER BY version',
      [restrictionRef],
    );
    const times = recorded.map((row) => (row.recorded_at as Date).getTime());
    expect(times).toHaveLength(4);
    expect(times).toEqual([...times].sort((one, other) => one - other));
  });

  it('given an order that lifts many, then it costs as many statements as one that lifts one', async () => {
    const cost = async (body: ListingRequest) => {
      const id = await registry.list(body);
      const liftRestrictions = (await read(id)).map(({ id: restrictionRef }) => ({
        restrictionRef,
        basis: 'R_PERFORMED' as const,
      }));
      const { data: order } = anOrder(id, { liftRestrictions });
      const digest = `sha256:${'0'.repeat(64)}`;
      const { sent, stop } = collectStatements();
      await registry
        .part(UnitOfWork)
        .run((tx) => registry.part(ApplyOrder).execute(tx, { order, digest }))
        .finally(stop);
      return sent.filter((text) => /listing|restriction/.test(text)).length;
    };
    const one = await cost(aUnit({ restrictions: [spending()] }));
    expect(await cost(aUnit({ restrictions: [spending(), ofOfficer()] }))).toBe(one);
  });

  it('given restrictions in the listing itself, then they are imposed with it, or nothing is', async () => {
    const id = await registry.list(aUnit({ restrictions: [spending(), ofOfficer()] }));
    expect(await read(id)).toMatchObject([
      { boundRole: 'DEBTOR' },
      { boundRole: 'LEGAL_REPRESENTATIVE' },
    ]);
    const twice = aUnit({ restrictions: [spending(), spending()] });
    expect(await registry.post('/v1/listings', twice)).toMatchObject({
      status: 409,
      body: { errors: [{ field: 'restrictions.1.boundRole', rule: 'DUPLICATE_RESTRICTION' }] },
    });
    const { restrictions: _twice, ...alone } = twice;
    expect((await registry.post('/v1/listings', alone)).status).toBe(201);
  });
});
