import { newId, type RestrictionLift } from '#contracts';
import { aPerson, aUnit, OTHER_ID_NUMBER } from './listing-bodies.js';
import { anOrder } from './order-builder.js';
import { RegistryUnderTest } from './registry-under-test.js';

const SPENDING = { kind: 'SPENDING', boundRole: 'DEBTOR', decidedOn: '2026-03-02' } as const;

/** A decision was drafted when the case had no restriction, and its order arrives after one was imposed. */
describe('full performance and 限制消费', () => {
  let registry: RegistryUnderTest;
  beforeAll(async () => {
    registry = await RegistryUnderTest.start();
  });
  afterAll(() => registry.stop());

  const impose = async (id: string, more: object = {}) => {
    const path = `/v1/listings/${id}/restrictions`;
    const { status, body } = await registry.post(path, { ...SPENDING, ...more });
    expect(status).toBe(201);
    return body.id as string;
  };
  const state = async (id: string) =>
    (await registry.get(`/v1/listings/${id}`)).body.state as string;
  const lastAnswer = async (id: string) => (await registry.sent('order-outcomes', id)).at(-1)?.data;
  const lifting = (...refs: string[]): RestrictionLift[] =>
    refs.map((restrictionRef) => ({ restrictionRef, basis: 'R_PERFORMED' }));

  it.each(['D1_PERFORMED', 'D2_SETTLED_PERFORMED'] as const)(
    'given a restriction that %s does not name, then the whole order is refused, and nothing is left half done',
    async (basis) => {
      const id = await registry.list(aPerson());
      const named = await impose(id);
      await registry.order(anOrder(id, { basis }));
      expect(await lastAnswer(id)).toMatchObject({ reason: 'ILLEGAL_TRANSITION' });
      expect(await state(id)).toBe('PUBLISHED');
      await registry.order(anOrder(id, { basis, orderNo: 2, liftRestrictions: lifting(named) }));
      expect(await lastAnswer(id)).toMatchObject({ version: 2 });
      expect(await state(id)).toBe('DELETED');
    },
  );

  it('given one of two is named, or one is lifted for a while, then it is refused too', async () => {
    const officer = { boundRole: 'PRINCIPAL' } as const;
    const person = { name: '沈若棠', idNumber: OTHER_ID_NUMBER };
    const id = await registry.list(
      aUnit({ restrictions: [SPENDING, { ...SPENDING, ...officer, person }] }),
    );
    const { body } = await registry.get(`/v1/listings/${id}/restrictions`);
    const [first, second] = (body.data as { id: string }[]).map((each) => each.id);
    await registry.order(anOrder(id, { liftRestrictions: lifting(first!) }));
    expect(await lastAnswer(id)).toMatchObject({ reason: 'ILLEGAL_TRANSITION' });
    const until = '2026-12-10';
    await registry.order(
      anOrder(id, {
        orderNo: 2,
        liftRestrictions: [
          ...lifting(first!),
          { restrictionRef: second!, basis: 'R_TEMPORARY_NEED', until, approvedBy: 'PRESIDENT' },
        ],
      }),
    );
    expect(await lastAnswer(id)).toMatchObject({ reason: 'ILLEGAL_TRANSITION' });
    expect(await state(id)).toBe('PUBLISHED');
    // Lifted one after the other, nothing binds any more.
    const lift = { action: 'LIFT', basis: 'R_PERFORMED' } as const;
    await registry.order(anOrder(id, { ...lift, orderNo: 3, liftRestrictions: lifting(first!) }));
    await registry.order(anOrder(id, { ...lift, orderNo: 4, liftRestrictions: lifting(second!) }));
    await registry.order(anOrder(id, { orderNo: 5 }));
    expect(await state(id)).toBe('DELETED');
  });

  it('given 限制出境, or an exit that leaves the debt, then nothing need be named', async () => {
    const abroad = await registry.list(aPerson());
    await impose(abroad, { kind: 'EXIT' });
    await registry.order(anOrder(abroad));
    const early = await registry.list(aPerson());
    await impose(early);
    await registry.order(anOrder(early, { basis: 'P_EARLY' }));
    expect([await state(abroad), await state(early)]).toEqual(['DELETED', 'DELETED']);
  });

  it('given an officer and an order at the same moment, then never both', async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, () => registry.list(aUnit())));
    const answers = await Promise.all(
      ids.map(async (id) => {
        const [imposed] = await Promise.all([
          registry.post(`/v1/listings/${id}/restrictions`, SPENDING),
          registry.send(anOrder(id, { decisionId: newId('dec') })),
        ]);
        return imposed.status;
      }),
    );
    await registry.settle();
    for (const [i, id] of ids.entries()) {
      expect([answers[i], await state(id)]).toEqual(
        answers[i] === 201 ? [201, 'PUBLISHED'] : [409, 'DELETED'],
      );
    }
  });
});
