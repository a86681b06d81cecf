import { anOrder, aListing } from './support/orders.js';
import { MessagingBench, type BenchService } from './support/messaging-bench.js';

describe('messages from commit to effect', () => {
  let bench: MessagingBench;
  let service: BenchService;

  beforeAll(async () => {
    bench = await MessagingBench.open();
    service = await bench.service();
  });
  afterAll(() => bench.close());

  it('given committed orders, when they are drained, then each has its effect once and in order', async () => {
    const listing = aListing();
    for (let no = 1; no <= 20; no++) await service.order(anOrder(listing, no));
    await bench.drain(service);
    expect(await bench.orderNos(listing)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  });
});
