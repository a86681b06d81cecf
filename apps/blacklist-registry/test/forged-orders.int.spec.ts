import { newId, type OrderIssued } from '#contracts';
import { aUnit, COURT, OTHER_COURT } from './listing-bodies.js';
import { anOrder } from './order-builder.js';
import { RegistryUnderTest } from './registry-under-test.js';

describe('invariant 11: a message is believed for its signature, not for the topic it came on', () => {
  let registry: RegistryUnderTest;
  beforeAll(async () => {
    registry = await RegistryUnderTest.start();
  });
  afterAll(() => registry.stop());

  const state = async (id: string) => (await registry.get(`/v1/listings/${id}`)).body;
  const sendUnsigned = (order: object, key: string, jws?: string) =>
    registry.sendBytes(Buffer.from(JSON.stringify(order)), jws, key);

  it('given a forged copy of a real order, when it arrives first, then it is refused and the real one applied', async () => {
    const id = await registry.list(aUnit());
    const order = anOrder(id, { basis: 'P_EARLY' });
    await sendUnsigned({ ...order, data: { ...order.data, basis: 'D1_PERFORMED' } }, id);
    await registry.order(order);

    const { orderId, decisionId } = order.data;
    expect(await registry.sent('order-outcomes', id)).toMatchObject([
      {
        type: 'order.refused.v1',
        data: { orderId, decisionId, listingRef: id, reason: 'BAD_SIGNATURE', authentic: false },
      },
      { type: 'order.applied.v1', data: { orderId, version: 2 } },
    ]);
    expect(await state(id)).toMatchObject({ version: 2, state: 'DELETED' });
    expect(await registry.rows(`SELECT * FROM ledger WHERE subject = $1`, [orderId])).toMatchObject(
      [{ action: 'order.copy-refused', detail: { reason: 'BAD_SIGNATURE' } }],
    );
  });

  it('given a signature of other bytes, of a stranger or of a service, then nothing changes', async () => {
    const id = await registry.list(aUnit());
    const order = anOrder(id);
    const foreign = await registry.signAs(`court:${COURT}`, Buffer.from('other bytes'));
    await sendUnsigned(order, id, foreign);
    await registry.send(anOrder(id), 'decision');
    await sendUnsigned(anOrder(id), id, 'eyJhbGciOiJFZERTQSIsImtpZCI6Im5vbmUifQ..c2ln');
    await registry.settle();
    const outcomes = await registry.sent('order-outcomes', id);
    expect(outcomes.map(({ data }) => data)).toMatchObject(
      Array(3).fill({ reason: 'BAD_SIGNATURE', authentic: false }) as object[],
    );
    expect(await state(id)).toMatchObject({ version: 1, state: 'PUBLISHED' });
  });

  it("given another court's signature under the owner's name, then it is no outcome of the order", async () => {
    const id = await registry.list(aUnit());
    const order = anOrder(id);
    await registry.order(order, `court:${OTHER_COURT}`);
    expect((await registry.sent('order-outcomes', id)).at(-1)?.data).toMatchObject({
      orderId: order.data.orderId,
      reason: 'OTHER_COURT',
      authentic: false,
    });
    // The real order has another event id: the first was taken in, believed as a message, and refused.
    await registry.order({ ...order, id: newId('evt') });
    expect(await state(id)).toMatchObject({ version: 2, state: 'DELETED' });
  });

  it("given another court's order under the same order id, when the owner's arrives, then it is applied", async () => {
    const id = await registry.list(aUnit());
    const order = anOrder(id);
    await registry.order(anOrder(id, { orderId: order.data.orderId, courtCode: OTHER_COURT }));
    await registry.order(order);
    const outcomes = await registry.sent('order-outcomes', id);
    expect(outcomes.map(({ type }) => type)).toEqual(['order.refused.v1', 'order.applied.v1']);
  });

  it('given the same forged bytes again and again, when settled, then they were answered once', async () => {
    const id = await registry.list(aUnit());
    const order = anOrder(id);
    for (let i = 0; i < 5; i++) await sendUnsigned(order, id);
    await registry.settle();
    expect(await registry.sent('order-outcomes', id)).toHaveLength(1);
  });

  it('given ever new forged copies of one order, when settled, then the answers have an end', async () => {
    const id = await registry.list(aUnit());
    const order = anOrder(id);
    for (let i = 0; i < 25; i++) await sendUnsigned({ ...order, nonce: i }, id);
    await registry.settle();
    expect(await registry.sent('order-outcomes', id)).toHaveLength(20);
  });

  it('given unsigned bytes that are no whole order of a known version, when settled, then they are parked and block nothing', async () => {
    const id = await registry.list(aUnit());
    const whole = JSON.stringify(anOrder(id));
    const strays = ['not an order', whole.slice(0, -20), whole.replace('issued.v1', 'issued.v9')];
    for (const stray of strays) await registry.sendBytes(Buffer.from(stray), undefined, id);
    await registry.order(anOrder(id));
    expect(await state(id)).toMatchObject({ version: 2 });
    expect(await registry.sent('order-outcomes', id)).toHaveLength(1);
    const { body } = await registry.get('/v1/parked', await registry.as('operations'));
    expect(body.data).toMatchObject(
      strays.map((stray) => ({
        reason: 'UNSIGNED',
        blocks: false,
        bytes: Buffer.from(stray).toString('base64'),
      })),
    );
  });

  it('given a forged copy that names no listing, when settled, then the order is told all the same', async () => {
    const orderId = newId('ord');
    await sendUnsigned(
      { type: 'order.issued.v1', data: { orderId, listingRef: 'anything' } },
      'anything',
    );
    await registry.settle();
    expect(await registry.sent('order-outcomes', orderId)).toMatchObject([
      { data: { orderId, listingRef: orderId, decisionId: null, reason: 'BAD_SIGNATURE' } },
    ]);
  });
});

describe('a flood of forgeries', () => {
  const ANSWERED_PER_MINUTE = 60;
  const MINUTE = 60_000;
  let registry: RegistryUnderTest;
  beforeEach(async () => {
    registry = await RegistryUnderTest.start();
  });
  afterEach(() => registry.stop());

  const sendUnsigned = (order: OrderIssued) =>
    registry.sendBytes(Buffer.from(JSON.stringify(order)), undefined, order.partitionkey);
  const answers = async () => (await registry.sent('order-outcomes')).length;
  const written = async () =>
    (await registry.rows(`SELECT count(*)::int AS entries FROM ledger`))[0];
  const parked = async () => {
    const operations = await registry.as('operations');
    return (await registry.get('/v1/parked?limit=200', operations)).body.data as object[];
  };

  it('given ever new made-up orders, then so many a minute are answered, and the others parked', async () => {
    const id = await registry.list(aUnit());
    for (let i = 0; i < ANSWERED_PER_MINUTE + 5; i++) await sendUnsigned(anOrder(id));
    await registry.settle();
    expect(await answers()).toBe(ANSWERED_PER_MINUTE);
    expect(await written()).toEqual({ entries: ANSWERED_PER_MINUTE + 1 });
    expect(await parked()).toMatchObject(
      Array(5).fill({ reason: 'TOO_MANY_FORGERIES', blocks: false }) as object[],
    );

    const order = anOrder(id);
    await registry.order(order);
    expect((await registry.get(`/v1/listings/${id}`)).body).toMatchObject({ state: 'DELETED' });
    // A copy of a real order is what a court must hear of, in a flood above all.
    await sendUnsigned({ ...order, id: newId('evt') });
    await registry.settle();
    expect((await registry.sent('order-outcomes')).at(-1)?.data).toMatchObject({
      orderId: order.data.orderId,
      authentic: false,
    });

    registry.clock.advance(MINUTE);
    const before = await answers();
    await sendUnsigned(anOrder(id));
    await registry.settle();
    expect(await answers()).toBe(before + 1);
  });

  it("given a court's key that signs ever new orders of another court, then it blocks nobody", async () => {
    const id = await registry.list(aUnit());
    for (let i = 0; i < ANSWERED_PER_MINUTE + 5; i++) {
      await registry.send(anOrder(id), `court:${OTHER_COURT}`);
    }
    await registry.order(anOrder(id));
    expect(await answers()).toBe(ANSWERED_PER_MINUTE + 1);
    expect(await parked()).toEqual([]);
    expect((await registry.get(`/v1/listings/${id}`)).body).toMatchObject({ state: 'DELETED' });
  });
});
