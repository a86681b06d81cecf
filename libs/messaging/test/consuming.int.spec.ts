import { dataFault, done, InfrastructureFault } from '#messaging';
import { eventually } from '#testing';
import { writeEffect } from './support/effects.js';
import { COURT, OTHER_COURT, signingKeys } from './support/keys.js';
import { MessagingBench, signed, type BenchService } from './support/messaging-bench.js';
import { aListing, anOrder } from './support/orders.js';

describe('consuming', () => {
  let bench: MessagingBench;
  let service: BenchService;

  beforeAll(async () => {
    bench = await MessagingBench.open();
  });
  beforeEach(async () => {
    service = await bench.service();
  });
  afterEach(() => bench.stopServices());
  afterAll(() => bench.close());

  it('invariant 4: given every message twice, then each has one effect, in order', async () => {
    const listing = aListing();
    for (let no = 1; no <= 10; no++) {
      const { value, headers } = await signed(Buffer.from(JSON.stringify(anOrder(listing, no))));
      await bench.sendRaw(
        'repair-orders',
        { key: listing, value, headers },
        { key: listing, value, headers },
      );
    }
    await bench.drain(service);
    expect(await bench.orderNos(listing)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('invariant 11: given a copy that another trusted court signed came first, then the real order is no duplicate', async () => {
    const order = anOrder(aListing(), 1);
    const signers: string[] = [];
    service.script.handle = (_, { signer }) => {
      signers.push(signer.owner);
      return Promise.resolve(done());
    };
    const bytes = Buffer.from(JSON.stringify(order));
    for (const owner of [OTHER_COURT, COURT, COURT]) {
      const message = await signed(bytes, signingKeys.of(owner));
      await bench.sendRaw('repair-orders', { key: order.partitionkey, ...message });
    }
    await bench.drain(service);
    expect(signers).toEqual([OTHER_COURT, COURT]);
  });

  it('invariant 4: given a crash between receive and acknowledge, then the effect is there once', async () => {
    const listing = aListing();
    let crashes = 2;
    service.script.handle = async (event, consumed) => {
      const outcome = await writeEffect(event, consumed);
      if (crashes-- > 0)
        await consumed.tx.manager.query('SELECT pg_terminate_backend(pg_backend_pid())');
      return outcome;
    };
    await service.order(anOrder(listing, 1), anOrder(listing, 2));
    await bench.drain(service);
    expect(crashes).toBeLessThan(0);
    expect(await bench.orderNos(listing)).toEqual([1, 2]);
  });

  it('invariant 4: given Kafka forgot what was consumed, when the service starts, then nothing happens twice', async () => {
    const listing = aListing();
    await service.order(anOrder(listing, 1), anOrder(listing, 2));
    await bench.drain(service);
    await bench.stop(service);
    await moveKafkaOffsets(bench, 'low');
    const next = await bench.service();
    await next.order(anOrder(listing, 3));
    await bench.drain(next);
    expect(await bench.orderNos(listing)).toEqual([1, 2, 3]);
  });

  it('invariant 4: given Kafka believes that all was consumed, when the service starts, then nothing is lost', async () => {
    await bench.drain(service);
    await bench.stop(service);
    const listing = aListing();
    for (const no of [1, 2]) {
      const { value, headers } = await signed(Buffer.from(JSON.stringify(anOrder(listing, no))));
      await bench.sendRaw('repair-orders', { key: listing, value, headers });
    }
    await moveKafkaOffsets(bench, 'high');
    const next = await bench.service();
    await bench.drain(next);
    expect(await bench.orderNos(listing)).toEqual([1, 2]);
  });

  it('invariant 4: given a broker that does not know its newest messages yet, then nothing is consumed twice meanwhile', async () => {
    await bench.drain(service);
    await bench.stop(service);
    await bench.dataSource.query('UPDATE consumed_position SET next_offset = next_offset + 1');
    const next = await bench.service();
    await eventually(() => next.problems().some((reason) => reason.includes('was consumed to')));
    const listing = aListing();
    // The first is the one that was consumed before the broker came back.
    await next.order(anOrder(listing, 1), anOrder(listing, 2));
    await bench.drain(next);
    expect(await bench.orderNos(listing)).toEqual([2]);
  });

  it('invariant 4: given a topic that was created anew, then it is consumed from its start, and nothing happens twice', async () => {
    const listing = aListing();
    await service.order(anOrder(listing, 1));
    await bench.drain(service);
    await bench.stop(service);
    await bench.dataSource.query('UPDATE consumed_position SET next_offset = next_offset + 1000');
    const next = await bench.service();
    await next.order(anOrder(listing, 2));
    await bench.drain(next);
    expect(await bench.orderNos(listing)).toEqual([1, 2]);
  });

  it('invariant 4: given another consumer moved the position meanwhile, then the older one writes nothing', async () => {
    const listing = aListing();
    let zombie = true;
    service.script.handle = async (event, consumed) => {
      if (zombie) {
        zombie = false;
        // Somebody else takes the message while this handler is at work, and commits first.
        await bench.dataSource
          .query(
            `UPDATE consumed_position SET next_offset = next_offset + 1 WHERE topic = $1 AND partition = $2`,
            [bench.nameOf('repair-orders'), consumed.partition],
          )
          .catch(() => undefined);
      }
      return writeEffect(event, consumed);
    };
    await bench.drain(service);
    await bench.dataSource.query('UPDATE consumed_position SET next_offset = next_offset + 1');
    await service.order(anOrder(listing, 1));
    await bench.drain(service);
    expect(await bench.orderNos(listing)).toEqual([]);
    // In the other partitions nobody was there to consume: the next test starts from what is known.
    await bench.stop(service);
    await bench.dataSource.query('DELETE FROM consumed_position');
  });

  it('given infrastructure that is away, then the message is tried again in place and later ones wait', async () => {
    const listing = aListing();
    let faults = 3;
    service.script.handle = (event, consumed) => {
      if (event.data.orderNo === 1 && faults-- > 0)
        throw new InfrastructureFault('the other side is away');
      return writeEffect(event, consumed);
    };
    await service.order(anOrder(listing, 1), anOrder(listing, 2));
    await bench.drain(service);
    expect(await bench.orderNos(listing)).toEqual([1, 2]);
    expect((await service.parked.list()).data).toEqual([]);
  });

  it('given a handler with a bug, then its message is parked with the original error, its key waits, others go on', async () => {
    const [broken, other] = [aListing(), aListing()];
    service.script.handle = (event, consumed) => {
      if (event.data.listingRef === broken) throw new TypeError('the bug itself');
      return writeEffect(event, consumed);
    };
    await service.order(
      anOrder(broken, 1),
      anOrder(other, 1),
      anOrder(broken, 2),
      anOrder(other, 2),
    );
    await bench.drain(service);
    expect(await bench.orderNos(other)).toEqual([1, 2]);
    expect(await bench.orderNos(broken)).toEqual([]);
    const rows = await bench.dataSource.query(
      'SELECT reason, detail, blocks FROM parked WHERE key = $1 ORDER BY seq',
      [broken],
    );
    expect(rows).toEqual([
      { reason: 'HANDLER_ERROR', detail: 'the bug itself', blocks: true },
      { reason: 'QUEUED_BEHIND', detail: expect.any(String) as string, blocks: false },
    ]);
  });

  it('given a handler that writes and then finds a data fault, then its writes are gone and the message is parked', async () => {
    const listing = aListing();
    service.script.handle = async (event, consumed) => {
      await writeEffect(event, consumed);
      return dataFault('NO_SUCH_LISTING');
    };
    await service.order(anOrder(listing, 1));
    await bench.drain(service);
    expect(await bench.orderNos(listing)).toEqual([]);
    const parked = (await service.parked.list()).data.find(({ key }) => key === listing);
    expect(parked).toMatchObject({ reason: 'NO_SUCH_LISTING', blocks: true });
  });

  it('given a handler that returns no outcome, then that is a bug', async () => {
    const listing = aListing();
    service.script.handle = () => Promise.resolve(undefined as never);
    await service.order(anOrder(listing, 1));
    await bench.drain(service);
    const parked = (await service.parked.list()).data.find(({ key }) => key === listing);
    expect(parked).toMatchObject({ reason: 'HANDLER_ERROR' });
  });

  it('given two consumers that join and leave while messages flow, then each effect is there once and in order', async () => {
    const listings = Array.from({ length: 12 }, aListing);
    const rounds = 12;
    const flow = (async () => {
      for (let no = 1; no <= rounds; no++) {
        await service.order(...listings.map((listing) => anOrder(listing, no)));
      }
    })();
    const second = await bench.service();
    await eventually(() => second.problems().length === 0);
    await flow;
    await service.order(...listings.map((listing) => anOrder(listing, rounds + 1)));
    await bench.stop(second);
    await service.order(...listings.map((listing) => anOrder(listing, rounds + 2)));
    await bench.drain(service);
    const expected = Array.from({ length: rounds + 2 }, (_, i) => i + 1);
    for (const listing of listings) expect(await bench.orderNos(listing)).toEqual(expected);
  });

  it('given a trace in the message, then the handler runs in it', async () => {
    const listing = aListing();
    const { value, headers } = await signed(Buffer.from(JSON.stringify(anOrder(listing, 1))));
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    await bench.sendRaw('repair-orders', {
      key: listing,
      value,
      headers: { ...headers, traceparent },
    });
    await bench.drain(service);
    const [effect] = await bench.effects(listing);
    expect(effect?.traceparent).toMatch(
      /^00-4bf92f3577b34da6a3ce929d0e0e4736-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$/,
    );
  });

  it('given Kafka’s lag tools, when messages were consumed, then the group’s offsets follow', async () => {
    service.script.handle = () => Promise.resolve(done());
    await service.order(anOrder(aListing(), 1));
    await bench.drain(service);
    await bench.stop(service);
    const admin = bench.kafka().admin();
    await admin.connect();
    const [group] = await admin.fetchOffsets({
      groupId: bench.groupId,
      topics: [bench.nameOf('repair-orders')],
    });
    const ends = await admin.fetchTopicOffsets(bench.nameOf('repair-orders'));
    await admin.disconnect();
    const endOf = new Map(ends.map(({ partition, high }) => [partition, high]));
    for (const { partition, offset } of group?.partitions ?? [])
      expect(offset).toBe(endOf.get(partition));
  });
});

async function moveKafkaOffsets(bench: MessagingBench, to: 'low' | 'high'): Promise<void> {
  const topic = bench.nameOf('repair-orders');
  const admin = bench.kafka().admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(topic);
  await admin.setOffsets({
    groupId: bench.groupId,
    topic,
    partitions: ends.map((end) => ({ partition: end.partition, offset: end[to] })),
  });
  await admin.disconnect();
}
