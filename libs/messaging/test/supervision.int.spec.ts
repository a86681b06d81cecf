import { setTimeout as delay } from 'node:timers/promises';
import { AssignerProtocol, type PartitionAssigner } from 'kafkajs';
import type { Infrastructure } from '#infrastructure';
import { eventually, ownInfrastructure } from '#testing';
import { writeEffect } from './support/effects.js';
import { MessagingBench } from './support/messaging-bench.js';
import { aListing, anOrder } from './support/orders.js';

const SECOND = 1000;

describe('supervision', () => {
  describe('with the shared broker', () => {
    let bench: MessagingBench;
    beforeAll(async () => {
      bench = await MessagingBench.open();
    });
    afterEach(() => bench.stopServices());
    afterAll(() => bench.close());

    it('given a crash that kafkajs does not recover from, then the consumer is built anew', async () => {
      const foreign = await joinWithForeignProtocol(bench);
      const service = await bench.service();
      await eventually(() => service.problems().some((reason) => /protocol/i.test(reason)));
      await foreign.disconnect();
      await eventually(() => service.problems().length === 0);
      const listing = aListing();
      await service.order(anOrder(listing, 1));
      await bench.drain(service);
      expect(await bench.orderNos(listing)).toEqual([1]);
    });

    it('given messages that wait while none is taken, then readiness says so until they are', async () => {
      const service = await bench.service();
      let release: () => void = () => undefined;
      const held = new Promise<void>((resolve) => (release = resolve));
      service.script.handle = async (event, consumed) => {
        await held;
        return writeEffect(event, consumed);
      };
      await eventually(() => service.problems().length === 0);
      const listing = aListing();
      await service.order(anOrder(listing, 1));
      await eventually(() => service.problems().some((reason) => reason.includes('messages wait')));
      release();
      await bench.drain(service);
      await eventually(() => service.problems().length === 0);
      expect(await bench.orderNos(listing)).toEqual([1]);
    });
  });

  describe('with a broker of its own', () => {
    let infrastructure: Infrastructure;
    let bench: MessagingBench;
    beforeAll(async () => {
      infrastructure = await ownInfrastructure();
      bench = await MessagingBench.open(infrastructure);
    });
    afterAll(async () => {
      await bench.close();
      await infrastructure.stop();
    });

    it('given the broker restarts in the middle, then nothing is lost or doubled and readiness follows', async () => {
      const { outage } = infrastructure.kafka;
      if (!outage) throw new Error('this infrastructure has no outage');
      const service = await bench.service();
      await eventually(() => service.problems().length === 0);
      const listings = [aListing(), aListing(), aListing()];
      const orderAll = (no: number) =>
        service.order(...listings.map((listing) => anOrder(listing, no)));
      for (let no = 1; no <= 5; no++) await orderAll(no);

      await outage.down();
      const down = Date.now();
      for (let no = 6; no <= 10; no++) await orderAll(no);
      await eventually(() => service.problems().length > 0);
      expect(Date.now() - down).toBeLessThan(15 * SECOND);
      await delay(3 * SECOND);

      await outage.up();
      const up = Date.now();
      await eventually(() => service.problems().length === 0);
      const ready = Date.now() - up;
      await orderAll(11);
      await bench.drain(service);
      for (const listing of listings) {
        expect(await bench.orderNos(listing)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
      }
      expect(ready).toBeLessThan(15 * SECOND);
    });

    it('given a broker that is away at the start, then the service comes up when the broker does', async () => {
      await bench.stopServices();
      const { outage } = infrastructure.kafka;
      await outage?.down();
      const service = await bench.service();
      const listing = aListing();
      await service.order(anOrder(listing, 1));
      expect(service.problems()).not.toEqual([]);
      await outage?.up();
      await bench.drain(service);
      await eventually(() => service.problems().length === 0);
      expect(await bench.orderNos(listing)).toEqual([1]);
    });
  });
});

/** A group can have one assignment protocol: who comes with another is refused for good. */
async function joinWithForeignProtocol(bench: MessagingBench) {
  const foreign: PartitionAssigner = () => ({
    name: 'Foreign',
    version: 0,
    assign: async () => [],
    protocol: ({ topics }) => ({
      name: 'Foreign',
      metadata: AssignerProtocol.MemberMetadata.encode({
        version: 0,
        topics,
        userData: Buffer.alloc(0),
      }),
    }),
  });
  const consumer = bench
    .kafka()
    .consumer({ groupId: bench.groupId, partitionAssigners: [foreign] });
  const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
  await consumer.connect();
  await consumer.subscribe({ topic: bench.nameOf('repair-orders') });
  await consumer.run({ eachMessage: async () => undefined });
  await joined;
  return consumer;
}
