import { aUnit } from './listing-bodies.js';
import { anOrder } from './order-builder.js';
import { RegistryUnderTest } from './registry-under-test.js';

describe('a registry that is restarted', () => {
  let registry: RegistryUnderTest;
  beforeAll(async () => {
    registry = await RegistryUnderTest.start();
  });
  afterAll(() => registry.stop());

  it('given orders that came while it was down, when it is back, then each took effect once', async () => {
    const ids = [await registry.list(aUnit()), await registry.list(aUnit())];
    await registry.order(anOrder(ids[0]!, { action: 'SHIELD', basis: 'T_TEMP_SHIELD' }));
    await registry.stop();
    await registry.send(anOrder(ids[0]!, { orderNo: 2 }));
    await registry.send(anOrder(ids[1]!));
    await registry.restart();
    await registry.settle();
    expect((await registry.get(`/v1/listings/${ids[0]}`)).body).toMatchObject({
      version: 3,
      state: 'DELETED',
    });
    expect((await registry.get(`/v1/listings/${ids[1]}`)).body).toMatchObject({
      version: 2,
      state: 'DELETED',
    });
  });

  it('given a restart in the middle of many orders, when settled, then no version is missing or double', async () => {
    const ids = await Promise.all([1, 2, 3, 4, 5, 6].map(() => registry.list(aUnit())));
    for (const orderNo of [1, 2, 3, 4]) {
      const action = orderNo % 2 ? 'SHIELD' : 'RESTORE';
      for (const id of ids)
        await registry.send(anOrder(id, { action, basis: 'T_TEMP_SHIELD', orderNo }));
    }
    await registry.stop();
    await registry.restart();
    await registry.settle();
    for (const id of ids) {
      const changes = await registry.sent('listing-changes', id);
      expect(changes.map(({ subjectversion }) => subjectversion)).toEqual([1, 2, 3, 4, 5]);
      expect(await registry.sent('order-outcomes', id)).toHaveLength(4);
      const versions = await registry.rows(
        'SELECT version FROM listing_version WHERE listing_id = $1 ORDER BY version',
        [id],
      );
      expect(versions.map(({ version }) => version as number)).toEqual([1, 2, 3, 4, 5]);
    }
  });

  it('given its database connections die in the middle of many orders, when settled, then each took effect once', async () => {
    const ids = await Promise.all([1, 2, 3, 4].map(() => registry.list(aUnit())));
    for (const orderNo of [1, 2, 3, 4, 5, 6]) {
      const action = orderNo % 2 ? 'SHIELD' : 'RESTORE';
      for (const id of ids) {
        await registry.send(anOrder(id, { action, basis: 'T_TEMP_SHIELD', orderNo }));
      }
      await registry.killConnections();
    }
    await registry.settle();
    for (const id of ids) {
      const changes = await registry.sent('listing-changes', id);
      expect(changes.map(({ subjectversion }) => subjectversion)).toEqual([1, 2, 3, 4, 5, 6, 7]);
      expect(await registry.sent('order-outcomes', id)).toHaveLength(6);
    }
  });
});
