import { dataFault } from '#messaging';
import { writeEffect } from './support/effects.js';
import { OTHER_COURT, signingKeys, strangersKey } from './support/keys.js';
import { OnOrders } from './support/many-effects.js';
import { MessagingBench, signed, type BenchService } from './support/messaging-bench.js';
import { aListing, anOrder } from './support/orders.js';

const bytesOf = (value: unknown) => Buffer.from(JSON.stringify(value));

describe('consuming several messages in one transaction', () => {
  let bench: MessagingBench;
  let service: BenchService;

  beforeAll(async () => {
    bench = await MessagingBench.open();
  });
  // Messages are sent while nobody consumes, so that they are there together.
  const consume = async (given?: (service: BenchService) => void) => {
    const changes = { controllers: [OnOrders] };
    service = await bench.service(changes);
    given?.(service);
    await bench.drain(service);
  };
  afterEach(async () => {
    await bench.stopServices();
    await bench.dataSource.query('DELETE FROM parked');
  });
  afterAll(() => bench.close());

  const ordersOf = async (listing: string, count: number) =>
    Promise.all(
      Array.from({ length: count }, async (_, index) => ({
        key: listing,
        ...(await signed(bytesOf(anOrder(listing, index + 1)))),
      })),
    );
  const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

  it('given a backlog, then it is taken in few transactions, each message once and in order', async () => {
    const listing = aListing();
    await bench.sendRaw('repair-orders', ...(await ordersOf(listing, 100)));
    await consume();
    expect(await bench.orderNos(listing)).toEqual(upTo(100));
    expect(service.manyScript.calls.reduce((sum, count) => sum + count, 0)).toBe(100);
    expect(service.manyScript.calls.length).toBeLessThan(12);
  });

  it('invariant 4: given every message twice, together and again later, then each has one effect', async () => {
    const listing = aListing();
    const messages = await ordersOf(listing, 8);
    await bench.sendRaw('repair-orders', ...messages.flatMap((each) => [each, each]));
    await consume();
    await bench.stopServices();
    await bench.sendRaw('repair-orders', ...messages, ...(await ordersOf(listing, 9)).slice(8));
    await consume();
    expect(await bench.orderNos(listing)).toEqual(upTo(9));
  });

  it('invariants 4 and 11: given a forged, a broken and a strange message in the middle, then each is parked and nothing is lost or repeated', async () => {
    const listing = aListing();
    const [first, second, third, ...rest] = await ordersOf(listing, 9);
    if (!first || !second || !third) throw new Error('There are nine orders.');
    const forged = await signed(bytesOf(anOrder(listing, 50)), strangersKey);
    const broken = await signed(Buffer.from('{'));
    const strange = await signed(bytesOf(anOrder(listing, 51)), signingKeys.of('registry'));
    const inTheMiddle = [forged, broken, strange].map((each) => ({ key: listing, ...each }));
    await bench.sendRaw('repair-orders', first, second, ...inTheMiddle, third, ...rest);
    await consume();
    expect(await bench.orderNos(listing)).toEqual(upTo(9));
    const reasons = (await service.parked.list()).data.map(({ reason }) => reason);
    expect(reasons).toEqual(['BAD_SIGNATURE', 'NOT_JSON', 'WRONG_SIGNER']);
  });

  it('given one that its handler can not apply, then it alone is parked, its key waits, and others go on', async () => {
    const [poisoned, other] = [aListing(), aListing()];
    const [ours, theirs] = [await ordersOf(poisoned, 4), await ordersOf(other, 4)];
    const mixed = ours.flatMap((each, index) => [each, theirs[index] ?? each]);
    await bench.sendRaw('repair-orders', ...mixed);
    await consume(({ manyScript }) => {
      manyScript.handle = async ({ event, consumed }) => {
        const outcome = await writeEffect(event, consumed);
        const { listingRef, orderNo } = event.data;
        return listingRef === poisoned && orderNo === 2 ? dataFault('POISON') : outcome;
      };
    });
    expect(await bench.orderNos(poisoned)).toEqual([1]);
    expect(await bench.orderNos(other)).toEqual(upTo(4));
    const reasons = (await service.parked.list()).data.map(({ reason }) => reason);
    expect(reasons).toEqual(['POISON', 'QUEUED_BEHIND', 'QUEUED_BEHIND']);
  });

  it('given a handler that fails on one of them for a while, then all are tried singly and each has one effect', async () => {
    const listing = aListing();
    await bench.sendRaw('repair-orders', ...(await ordersOf(listing, 6)));
    let failures = 3;
    await consume(({ manyScript }) => {
      manyScript.handle = async ({ event, consumed }) => {
        const outcome = await writeEffect(event, consumed);
        if (event.data.orderNo === 4 && failures-- > 0) throw new Error('not now');
        return outcome;
      };
    });
    expect(await bench.orderNos(listing)).toEqual(upTo(6));
    expect((await service.parked.list()).data).toEqual([]);
  });

  it('given a key that is held back, then its messages queue behind and those of others are taken', async () => {
    const [blocked, other] = [aListing(), aListing()];
    const broken = await signed(bytesOf({ ...anOrder(blocked, 1), data: {} }));
    await bench.sendRaw('repair-orders', { key: blocked, ...broken });
    await consume();
    await bench.stopServices();
    const [ours, theirs] = [await ordersOf(blocked, 3), await ordersOf(other, 3)];
    await bench.sendRaw('repair-orders', ...ours, ...theirs);
    await consume();
    expect(await bench.orderNos(blocked)).toEqual([]);
    expect(await bench.orderNos(other)).toEqual(upTo(3));
    const reasons = (await service.parked.list()).data.map(({ reason }) => reason);
    expect(reasons).toEqual(['INVALID', ...Array<string>(3).fill('QUEUED_BEHIND')]);
  });

  it('invariant 11: given a copy of each by another trusted court among them, then the real ones are no duplicates', async () => {
    const listing = aListing();
    const real = await ordersOf(listing, 3);
    const copies = await Promise.all(
      real.map(async ({ value }) => ({
        key: listing,
        ...(await signed(value, signingKeys.of(OTHER_COURT))),
      })),
    );
    await bench.sendRaw('repair-orders', ...copies, ...real, ...real);
    const signers: string[] = [];
    await consume(({ manyScript }) => {
      manyScript.handle = ({ event, consumed }) => {
        signers.push(consumed.signer.owner);
        return writeEffect(event, consumed);
      };
    });
    expect(signers).toEqual([
      ...Array<string>(3).fill(OTHER_COURT),
      ...Array<string>(3).fill('court:皖0104'),
    ]);
  });

  it('invariant 4: given the connection breaks in the middle of a transaction of many, then each effect is there once', async () => {
    const listing = aListing();
    await bench.sendRaw('repair-orders', ...(await ordersOf(listing, 10)));
    let crashes = 1;
    await consume(({ manyScript }) => {
      manyScript.handle = async ({ event, consumed }) => {
        const outcome = await writeEffect(event, consumed);
        if (event.data.orderNo === 5 && crashes-- > 0)
          await consumed.tx.manager.query('SELECT pg_terminate_backend(pg_backend_pid())');
        return outcome;
      };
    });
    expect(crashes).toBeLessThan(0);
    expect(await bench.orderNos(listing)).toEqual(upTo(10));
  });

  it('given traces in the messages, then each is handled in its own', async () => {
    const listing = aListing();
    const trace = (no: number) => `00-4bf92f3577b34da6a3ce929d0e0e473${no}-00f067aa0ba902b7-01`;
    const messages = (await ordersOf(listing, 3)).map((each, index) => ({
      ...each,
      headers: { ...each.headers, traceparent: trace(index) },
    }));
    await bench.sendRaw('repair-orders', ...messages);
    const traces: string[] = [];
    await consume(({ manyScript }) => {
      manyScript.handle = ({ event, consumed }) => {
        traces.push(consumed.traceparent);
        return writeEffect(event, consumed);
      };
    });
    expect(traces.map((each) => each.slice(0, 35))).toEqual(
      [0, 1, 2].map((no) => trace(no).slice(0, 35)),
    );
  });
});
