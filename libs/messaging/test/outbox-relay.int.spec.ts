import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import type { EntityManager } from 'typeorm';
import { parseTraceParent } from '@opentelemetry/core';
import { JWS_HEADER } from '#contracts';
import { runInTrace } from '#messaging';
import { verifyDetached } from '#signing';
import { eventually } from '#testing';
import { EventPublisher } from '../src/kafka/event-publisher.js';
import { MessagingOptions } from '../src/messaging-options.js';
import { PendingOutbox } from '../src/outbox/pending-outbox.js';
import type { PublishableRow } from '../src/outbox/outbox-progress.js';
import { COURT, signingKeys, trustedKeys } from './support/keys.js';
import { MessagingBench, type BenchService } from './support/messaging-bench.js';
import { aListing, anOrder } from './support/orders.js';

describe('the outbox and its relay', () => {
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

  const idsOnTopic = async (listing: string) =>
    (await bench.readTopic('repair-orders'))
      .filter(({ key }) => key === listing)
      .map(({ id }) => id);

  it('given a committed order, then its signed bytes are on the topic with trace and id', async () => {
    const order = anOrder(aListing(), 1);
    const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await runInTrace(trace, () => service.order(order));
    await service.relay.drain();
    const message = (await bench.readTopic('repair-orders')).find(({ id }) => id === order.id);
    expect(JSON.parse(String(message?.value))).toEqual(order);
    const signer = await verifyDetached(
      message?.value ?? Buffer.alloc(0),
      String(message?.headers[JWS_HEADER]),
      trustedKeys,
    );
    expect(signer.owner).toBe(COURT);
    const span = parseTraceParent(String(message?.headers['traceparent']));
    expect(span?.traceId).toBe('0af7651916cd43dd8448eb211c80319c');
    expect(span?.spanId).not.toBe('b7ad6b7169203331');
  });

  it('given a transaction that fails, then nothing of it is published', async () => {
    const order = anOrder(aListing(), 1);
    const failing = service.unitOfWork.run(async (tx) => {
      await tx.publish({ topic: 'repair-orders', event: order, signWith: signingKeys.of(COURT) });
      throw new Error('the use case failed');
    });
    await expect(failing).rejects.toThrow('the use case failed');
    await service.relay.drain();
    expect(await idsOnTopic(order.partitionkey)).toEqual([]);
  });

  it('given an event that consumers would park, when it is published, then the use case fails', async () => {
    const publish = (event: ReturnType<typeof anOrder>) => service.order(event);
    const order = anOrder(aListing(), 1);
    await expect(publish({ ...order, data: { ...order.data, orderNo: 0 } })).rejects.toThrow(
      /does not fit its schema on repair-orders: \/data\/orderNo/,
    );
    await expect(publish({ ...order, source: 'x'.repeat(300_000) })).rejects.toThrow(/bytes/);
  });

  it('given a crash between commit and publish, when a service starts, then the order is published', async () => {
    await service.relay.stop();
    const order = anOrder(aListing(), 1);
    await service.order(order);
    await bench.stop(service);
    expect(await idsOnTopic(order.partitionkey)).toEqual([]);
    const next = await bench.service();
    await bench.drain(next);
    expect(await idsOnTopic(order.partitionkey)).toEqual([order.id]);
    expect(await bench.orderNos(order.partitionkey)).toEqual([1]);
  });

  it('invariant 4: given a crash between publish and progress, then the same id is sent again and has one effect', async () => {
    await bench.stop(service);
    const crashing = new CrashingPublisher(new MessagingOptions(bench.config, ['repair-orders']));
    const next = await bench.service({ override: { provide: EventPublisher, useValue: crashing } });
    const order = anOrder(aListing(), 1);
    await next.order(order);
    await bench.drain(next);
    expect(await idsOnTopic(order.partitionkey)).toEqual([order.id, order.id]);
    expect(await bench.orderNos(order.partitionkey)).toEqual([1]);
  });

  it('given a transaction that commits late with a low number, then it is not passed over', async () => {
    const late = anOrder(aListing(), 1);
    let commit: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (commit = resolve));
    let written: () => void = () => undefined;
    const hasWritten = new Promise<void>((resolve) => (written = resolve));
    const slow = bench.dataSource.transaction(async (manager) => {
      const rows = await manager.query<{ seq: string }[]>(
        `INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload, headers)
         VALUES ($1, 'repair-orders', $2, $3, $4, '{}') RETURNING seq`,
        [late.id, late.partitionkey, late.type, Buffer.from(JSON.stringify(late))],
      );
      await manager.query('INSERT INTO outbox_progress (seq) VALUES ($1)', [rows[0]?.seq]);
      written();
      await held;
    });
    await hasWritten;
    const early = anOrder(aListing(), 1);
    await service.order(early);
    await service.relay.drain();
    expect(await idsOnTopic(early.partitionkey)).toEqual([early.id]);
    commit();
    await slow;
    await service.relay.drain();
    expect(await idsOnTopic(late.partitionkey)).toEqual([late.id]);
  });

  it('given two transactions that write one key at a time, then numbers are in the order of commits', async () => {
    const listing = aListing();
    const outboxWith = async (orderNo: number) => {
      const outbox = new PendingOutbox();
      const event = anOrder(listing, orderNo);
      await outbox.add({ topic: 'repair-orders', event }, signingKeys.of(COURT), '');
      return { outbox, id: event.id };
    };
    const write = (manager: EntityManager, outbox: PendingOutbox) => {
      const { text, values } = outbox.statement() ?? { text: '', values: [] };
      return manager.query(text, values);
    };
    const [first, second, later] = [await outboxWith(1), await outboxWith(2), await outboxWith(3)];
    let waiting: Promise<unknown> = Promise.resolve();
    await bench.dataSource.transaction(async (manager) => {
      await write(manager, first.outbox);
      waiting = bench.dataSource.transaction((other) => write(other, later.outbox));
      await eventually(async () => (await waitingForLocks(bench)) > 0);
      await write(manager, second.outbox);
    });
    await waiting;
    await service.relay.drain();
    expect(await idsOnTopic(listing)).toEqual([first.id, second.id, later.id]);
  });

  it('given two services on one database, when the holder of the lock loses it, then the other goes on', async () => {
    const other = await bench.service();
    const before = anOrder(aListing(), 1);
    await service.order(before);
    await service.relay.drain();
    const holders = await relayConnections(bench);
    expect(holders).toHaveLength(1);
    await bench.stop(service);
    const after = anOrder(aListing(), 1);
    await other.order(after);
    await other.relay.drain();
    expect(await idsOnTopic(after.partitionkey)).toEqual([after.id]);
  });

  it('given the lock connection is cut, then the relay takes it again and publishes', async () => {
    await service.relay.drain();
    const [holder] = await eventually(async () => {
      const pids = await relayConnections(bench);
      return pids.length > 0 && pids;
    });
    await bench.dataSource.query('SELECT pg_terminate_backend($1)', [holder]);
    const order = anOrder(aListing(), 1);
    await service.order(order);
    await service.relay.drain();
    expect(await idsOnTopic(order.partitionkey)).toEqual([order.id]);
    expect(service.relay.problem()).toBeNull();
  });

  it('given published orders, when operations resend since a time, then they go out again with their ids', async () => {
    const order = anOrder(aListing(), 1);
    await service.order(order);
    await service.relay.drain();
    const [row] = await bench.dataSource.query<[{ at: Date }]>(
      'SELECT created_at AS at FROM outbox WHERE id = $1',
      [order.id],
    );
    const act = { actor: 'ops-1', at: new Date('2026-11-23T01:00:00Z') };
    expect(await service.relay.resendSince(row.at, act)).toBe(1);
    await service.relay.drain();
    expect(await idsOnTopic(order.partitionkey)).toEqual([order.id, order.id]);
    expect(await bench.dataSource.query('SELECT at, actor, action, detail FROM ledger')).toEqual([
      { ...act, action: 'outbox.resent', detail: { since: row.at.toISOString(), count: 1 } },
    ]);
    await bench.drain(service);
    expect(await bench.orderNos(order.partitionkey)).toEqual([1]);
  });

  it('given any interleaving of transactions on shared keys, then each key is published in commit order, once', async () => {
    await bench.dataSource.query(
      'CREATE TABLE IF NOT EXISTS counter (listing text PRIMARY KEY, n int NOT NULL)',
    );
    const step = fc.record({
      key: fc.nat(2),
      before: fc.nat(3),
      after: fc.nat(3),
      fails: fc.boolean(),
      messages: fc.integer({ min: 1, max: 3 }),
    });
    const plans = fc.array(step, { minLength: 2, maxLength: 14 });
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const listings = [aListing(), aListing(), aListing()];
        const committed = await Promise.all(plan.map((one) => commitPlan(service, listings, one)));
        await service.relay.drain();
        const topic = await bench.readTopic('repair-orders');
        for (const listing of listings) {
          const expected = committed
            .filter((one) => one?.listing === listing)
            .sort((a, b) => (a?.n ?? 0) - (b?.n ?? 0))
            .flatMap((one) => one?.ids ?? []);
          expect(topic.filter(({ key }) => key === listing).map(({ id }) => id)).toEqual(expected);
        }
      }),
      { numRuns: 12 },
    );
  });
});

/** Publishes, and then dies as far as the relay can tell, once. */
class CrashingPublisher extends EventPublisher {
  private crashed = false;

  override async publish(rows: readonly PublishableRow[]): Promise<void> {
    await super.publish(rows);
    if (this.crashed) return;
    this.crashed = true;
    throw new Error('crash between publish and progress');
  }
}

async function relayConnections(bench: MessagingBench): Promise<number[]> {
  const rows = await bench.dataSource.query<{ pid: number }[]>(
    `SELECT l.pid FROM pg_locks l JOIN pg_database d ON d.oid = l.database
     WHERE l.locktype = 'advisory' AND l.objid = ${0x79696f75} AND d.datname = current_database()`,
  );
  return rows.map(({ pid }) => pid);
}

async function waitingForLocks(bench: MessagingBench): Promise<number> {
  const [row] = await bench.dataSource.query<[{ n: number }]>(
    `SELECT count(*)::int AS n FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock' AND wait_event = 'advisory'`,
  );
  return row.n;
}

interface Plan {
  key: number;
  before: number;
  after: number;
  fails: boolean;
  messages: number;
}

/** The counter's row lock is what a listing's row is in a service: its order is the order of commits. */
async function commitPlan(service: BenchService, listings: string[], plan: Plan) {
  const listing = listings[plan.key] ?? '';
  try {
    return await service.unitOfWork.run(async (tx) => {
      await delay(plan.before);
      const rows = await tx.manager.query<[{ n: number }]>(
        `INSERT INTO counter VALUES ($1, 1) ON CONFLICT (listing) DO UPDATE SET n = counter.n + 1 RETURNING n`,
        [listing],
      );
      const ids: string[] = [];
      for (let i = 0; i < plan.messages; i++) {
        const event = anOrder(listing, rows[0].n);
        ids.push(event.id);
        await tx.publish({ topic: 'repair-orders', event, signWith: signingKeys.of(COURT) });
      }
      await delay(plan.after);
      if (plan.fails) throw new Error('planned');
      return { listing, n: rows[0].n, ids };
    });
  } catch (error) {
    if (!plan.fails) throw error;
    return null;
  }
}
