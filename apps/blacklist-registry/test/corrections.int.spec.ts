import { newId, type Basis, type OrderAction } from '#contracts';
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
import { RegistryUnderTest, type Answer } from './registry-under-test.js';

const CORRECT = { action: 'CORRECT' as OrderAction, basis: 'X_CORRECTED' as Basis };

describe('更正', () => {
  let registry: RegistryUnderTest;
  beforeAll(async () => {
    registry = await RegistryUnderTest.start();
  });
  afterAll(() => registry.stop());

  const enter = (id: string, fields: object, token?: string): Promise<Answer> =>
    registry.post(`/v1/listings/${id}/corrections`, fields, token);
  const state = async (id: string) => (await registry.get(`/v1/listings/${id}`)).body;
  const outcome = async (id: string) => (await registry.sent('order-outcomes', id)).at(-1);

  async function named(id: string, fields: object) {
    const { status, body } = await enter(id, fields);
    expect(status).toBe(201);
    return { correctionRef: body.id as string, digest: body.digest as string };
  }

  it('given a corrected content, when its order comes, then a new version says so and the state stays', async () => {
    const body = aUnit();
    const id = await registry.list(body);
    const subject = { type: 'UNIT', name: '合肥青禾建筑材料有限公司', uscc: '91340100TE5T000167' };
    const correction = await named(id, {
      subject,
      grounds: ['L3_EVADE'],
      duty: '支付货款 368,000 元',
    });
    expect(correction.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(await state(id)).toMatchObject({ version: 1, subject: body.subject });

    await registry.order(anOrder(id, { ...CORRECT, correction }));
    expect(await state(id)).toMatchObject({
      version: 2,
      state: 'PUBLISHED',
      subject,
      grounds: ['L3_EVADE'],
      duty: '支付货款 368,000 元',
      termEndsOn: '2028-03-02',
      filedOn: body.filedOn,
    });
    expect((await registry.sent('listing-changes', id)).at(-1)).toMatchObject({
      type: 'listing.corrected.v1',
      data: {
        version: 2,
        previousVersion: 1,
        state: 'PUBLISHED',
        requiredAction: 'correct',
        basis: 'X_CORRECTED',
        subject,
        grounds: ['L3_EVADE'],
        termEndsOn: '2028-03-02',
      },
    });
    const versions = await registry.rows(
      'SELECT grounds, correction_id FROM listing_version WHERE listing_id = $1 ORDER BY version',
      [id],
    );
    expect(versions).toEqual([
      { grounds: ['L1_ABLE_BUT_REFUSES'], correction_id: null },
      { grounds: ['L3_EVADE'], correction_id: correction.correctionRef },
    ]);
    const [before] = await registry.rows(
      'SELECT uscc, unit_name, content FROM listing_content_before WHERE listing_id = $1 AND version = 2',
      [id],
    );
    expect(before).toMatchObject({
      uscc: '91340100TE5T000167',
      unit_name: '合肥青禾建材有限公司',
      content: { duty: body.duty, grounds: ['L1_ABLE_BUT_REFUSES'] },
    });
  });

  it('given a wrong number, when corrected, then the right one is sealed and no message knows either', async () => {
    const id = await registry.list(aPerson());
    const subject = { type: 'PERSON', name: PERSON_NAME, idNumber: OTHER_ID_NUMBER };
    const correction = await named(id, { subject });
    await registry.order(anOrder(id, { ...CORRECT, correction }));
    expect(await state(id)).toMatchObject({
      subject: { name: PERSON_NAME, maskedIdNumber: '4602001901****0035' },
    });
    const texts = await registry.rows(
      `SELECT c::text AS text FROM listing_correction c WHERE listing_id = $1
       UNION ALL SELECT b::text FROM listing_content_before b WHERE listing_id = $1
       UNION ALL SELECT l::text FROM ledger l WHERE subject = $1
       UNION ALL SELECT encode(payload, 'escape') FROM outbox WHERE aggregateid = $1`,
      [id],
    );
    for (const { text } of texts) {
      expect(text).not.toMatch(new RegExp(`周明远|${ID_NUMBER}|${OTHER_ID_NUMBER}`));
    }
    const service = await registry.as('service');
    const other = await registry.list(aPerson({}, OTHER_ID_NUMBER));
    const { body } = await registry.get(`/v1/listings/${other}?include=others`, service);
    expect(body.others).toEqual([id]);
  });

  it('given a shielded listing, when corrected, then it stays out of sight', async () => {
    const id = await registry.list(aUnit());
    await registry.order(
      anOrder(id, { action: 'SHIELD', basis: 'T_TEMP_SHIELD', until: '2027-05-31' }),
    );
    const correction = await named(id, { performance: 'PARTIAL' });
    await registry.order(anOrder(id, { ...CORRECT, correction, orderNo: 2 }));
    expect((await registry.sent('listing-changes', id)).at(-1)).toMatchObject({
      type: 'listing.corrected.v1',
      data: { state: 'SHIELDED', requiredAction: 'shield', until: '2027-05-31' },
    });
    await registry.order(anOrder(id, { action: 'RESTORE', basis: 'T_TEMP_SHIELD', orderNo: 3 }));
    expect(await state(id)).toMatchObject({ state: 'PUBLISHED', performance: 'PARTIAL' });
  });

  it('given a grace, when corrected, then nobody is told', async () => {
    const id = await registry.list(aUnit({ grace: { until: '2027-01-31' } }));
    const correction = await named(id, { duty: '返还定金 20,000 元' });
    await registry.order(anOrder(id, { ...CORRECT, correction }));
    expect(await outcome(id)).toMatchObject({ data: { version: 2, announced: false } });
    expect(await registry.sent('listing-changes', id)).toEqual([]);
    expect(await state(id)).toMatchObject({ state: 'GRACE', until: '2027-01-31' });
  });

  it('given a correction that is unknown, altered, used or of another listing, then UNKNOWN_CORRECTION', async () => {
    const id = await registry.list(aUnit());
    const elsewhere = await named(await registry.list(aUnit()), { duty: '别案' });
    const used = await named(id, { duty: '支付 1 元' });
    await registry.order(anOrder(id, { ...CORRECT, correction: used }));
    const waiting = await named(id, { duty: '支付 2 元' });
    const wrong = [
      { correctionRef: newId('cor'), digest: waiting.digest },
      { ...waiting, digest: `sha256:${'0'.repeat(64)}` },
      used,
      elsewhere,
    ];
    for (const [i, correction] of wrong.entries()) {
      await registry.order(anOrder(id, { ...CORRECT, correction, orderNo: i + 2 }));
      expect(await outcome(id)).toMatchObject({ data: { reason: 'UNKNOWN_CORRECTION' } });
    }
    await registry.order(anOrder(id, { ...CORRECT, orderNo: 6 }));
    expect(await outcome(id)).toMatchObject({ data: { reason: 'UNKNOWN_CORRECTION' } });
    expect(await state(id)).toMatchObject({ version: 2, duty: '支付 1 元' });
  });

  it('given a correction that somebody altered in the database, then UNKNOWN_CORRECTION', async () => {
    const id = await registry.list(aUnit());
    const correction = await named(id, { duty: '支付 1 元', performance: 'PARTIAL' });
    await registry.rows(
      `UPDATE listing_correction SET content = content || '{"duty":"支付 9 元"}' WHERE id = $1`,
      [correction.correctionRef],
    );
    await registry.order(anOrder(id, { ...CORRECT, correction }));
    expect(await outcome(id)).toMatchObject({ data: { reason: 'UNKNOWN_CORRECTION' } });
  });

  it('given a debtor who is listed under the case already, then ILLEGAL_TRANSITION instead of two listings', async () => {
    const body = aPerson();
    const id = await registry.list(body);
    await registry.list({ ...aPerson({}, OTHER_ID_NUMBER), caseNumber: body.caseNumber });
    const subject = { type: 'PERSON', name: PERSON_NAME, idNumber: OTHER_ID_NUMBER };
    const correction = await named(id, { subject });
    await registry.order(anOrder(id, { ...CORRECT, correction }));
    expect(await outcome(id)).toMatchObject({ data: { reason: 'ILLEGAL_TRANSITION' } });
  });

  it('given what cannot be corrected so, then it is refused by name, and nothing waits', async () => {
    const id = await registry.list(aUnit());
    const ended = await registry.list(aUnit());
    await registry.order(anOrder(ended));
    const human = await registry.list(aPerson());
    const person = { type: 'PERSON', name: '李慎言', idNumber: OTHER_ID_NUMBER };
    const firm = { type: 'UNIT', name: '杭州一诺商贸有限公司', uscc: '91330106YCHA0001XB' };
    for (const [answer, status, rule] of [
      [await enter(id, {}), 422, 'NOTHING_CORRECTED'],
      [await enter(id, { subject: person }), 422, 'SUBJECT_TYPE_STAYS'],
      [await enter(id, { subject: firm }), 422, 'OTHER_DEBTOR'],
      [await enter(human, { subject: person }), 422, 'OTHER_DEBTOR'],
      [await enter(id, { caseNumber: '（2026）皖0104执9号' }), 422, 'UNKNOWN_FIELD'],
      [await enter(id, { decidedOn: '2025-01-01' }), 422, 'DECIDED_BEFORE_FILED'],
      [
        await enter(id, { extension: { years: 1, reason: 'SEVERAL_ACTS' } }),
        422,
        'EXTENSION_WITHOUT_TERM',
      ],
      [
        await enter(id, { grounds: ['L3_EVADE'], filedOn: '2020-01-01', decidedOn: '2020-02-01' }),
        422,
        'TERM_OVER',
      ],
      [await enter(ended, { duty: '支付 1 元' }), 409, 'LISTING_ENDED'],
      [
        await enter(id, { duty: '支付 1 元' }, await registry.as('officer', OTHER_COURT)),
        403,
        'OTHER_COURT',
      ],
      [await enter(id, { duty: '支付 1 元' }, await registry.as('judge', COURT)), 403, 'ROLE'],
      [await enter('lst_01J9ZP0M3V6K8Q4T2R7X5W1Y9C', { duty: '支付 1 元' }), 404, 'NOT_FOUND'],
    ] as const) {
      expect([answer.status, answer.body.errors]).toMatchObject([status, [{ rule }]]);
    }
    expect(
      await registry.rows('SELECT 1 FROM listing_correction WHERE listing_id IN ($1, $2, $3)', [
        id,
        ended,
        human,
      ]),
    ).toEqual([]);
  });
});
