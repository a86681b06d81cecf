import { DecisionUnderTest } from './decision-under-test.js';
import { appliedAs } from './outcome-events.js';

describe('a decision service that is restarted', () => {
  let decision: DecisionUnderTest;
  beforeEach(async () => {
    decision = await DecisionUnderTest.start();
  });
  afterEach(() => decision.stop());

  it('given a crash between commit and publish, when it is back, then the approved order goes out once', async () => {
    const id = await decision.draft(await decision.apply());
    await decision.dieBeforePublishing();
    expect((await decision.approve(id)).status).toBe(200);
    await decision.pause();
    expect(await decision.readAll('repair-orders')).toEqual([]);

    await decision.restart();
    await decision.settle();
    const messages = await decision.readAll('repair-orders');
    const { order } = await decision.issued(id);
    expect(messages.map(({ value }) => JSON.parse(value.toString('utf8')) as unknown)).toEqual([
      order,
    ]);
    expect(await decision.show(id)).toMatchObject({
      status: 'APPROVED',
      order: { id: order.data.orderId, outcome: null },
    });
  });

  it('given a restart, then what was drafted is approved, and the next number follows', async () => {
    const listing = decision.registry.list();
    const first = await decision.issue('T_TEMP_SHIELD', listing);
    const draft = await decision.draft(await decision.apply('D1_PERFORMED', listing));
    await decision.restart();
    await decision.hear('registry', appliedAs(first.order, 2));
    expect((await decision.show(first.decisionId)).order).toMatchObject({
      outcome: { result: 'APPLIED', version: 2 },
    });
    expect((await decision.approve(draft)).body).toMatchObject({ order: { orderNo: 2 } });
    expect((await decision.approve(draft)).status).toBe(409);
  });
});
