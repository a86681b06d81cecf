import { INBOX_DAYS, OUTBOX_DAYS, TrimMessages } from '../src/trim-messages.js';
import { MessagingBench } from './support/messaging-bench.js';
import { aListing, anOrder } from './support/orders.js';

const DAY_MS = 24 * 60 * 60 * 1000;

describe('old messages', () => {
  let bench: MessagingBench;

  beforeAll(async () => {
    bench = await MessagingBench.open();
  });
  afterEach(() => bench.stopServices());
  afterAll(() => bench.close());

  it('given a message long published and one that never was, then only the published one goes, after its time', async () => {
    const { dataSource, ...service } = await aService();
    await service.order(anOrder(aListing(), 1));
    await service.drain();
    const rows = async () =>
      (await dataSource.query<{ n: number }[]>('SELECT count(*)::int AS n FROM outbox'))[0]?.n;
    const trim = new TrimMessages(dataSource);
    const before = await rows();
    expect((await trim.run(daysAhead(OUTBOX_DAYS - 1))).outbox).toBe(0);
    await dataSource.query(
      `WITH stuck AS (
         INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload, headers)
         VALUES ('evt_stuck', 'repair-orders', 'x', 'order.issued.v1', '', '{}') RETURNING seq)
       INSERT INTO outbox_progress (seq) SELECT seq FROM stuck`,
    );
    expect((await trim.run(daysAhead(OUTBOX_DAYS + 1))).outbox).toBe(before);
    expect(await rows()).toBe(1);
    await dataSource.query(`DELETE FROM outbox`);
  });

  it('given more old memories of handled messages than go at once, then all go, and none that is young', async () => {
    const { dataSource } = await aService();
    await dataSource.query(
      `INSERT INTO inbox (consumer, signer, event_id) SELECT 'c', 's', 'evt_' || i FROM generate_series(1, 2500) i`,
    );
    const trim = new TrimMessages(dataSource);
    expect((await trim.run(daysAhead(INBOX_DAYS - 1))).inbox).toBe(0);
    expect((await trim.run(daysAhead(INBOX_DAYS + 1))).inbox).toBeGreaterThanOrEqual(2500);
  });

  async function aService() {
    const service = await bench.service();
    return {
      dataSource: service.dataSource,
      order: (order: ReturnType<typeof anOrder>) => service.order(order),
      drain: () => service.relay.drain(),
    };
  }
});

function daysAhead(days: number): Date {
  return new Date(Date.now() + days * DAY_MS);
}
