import type { EntityManager } from 'typeorm';
import { newId } from '#contracts';
import { dataFault, InfrastructureFault } from '#messaging';
import { eventually } from '#testing';
import { takeIn, type TakenIn } from '../src/consumer/inbox.js';
import { writeEffect } from './support/effects.js';
import { MessagingBench, signed, type BenchService } from './support/messaging-bench.js';
import { aListing, anOrder } from './support/orders.js';

const ACT = { actor: 'ops-1', at: new Date('2026-11-23T01:00:00Z') };
const bytesOf = (value: unknown) => Buffer.from(JSON.stringify(value));

describe('the parking lot, when things happen at once', () => {
  let bench: MessagingBench;
  let service: BenchService;

  beforeAll(async () => {
    bench = await MessagingBench.open();
    service = await bench.service();
  });
  beforeEach(async () => {
    service.script.handle = writeEffect;
    await bench.dataSource.query('DELETE FROM parked');
  });
  afterAll(() => bench.close());

  /** An order that blocks its listing, and as many that queue behind it. */
  async function parkQueue(listing: string, queued: number) {
    service.script.handle = () => Promise.resolve(dataFault('NOT_YET'));
    for (let no = 1; no <= queued + 1; no++) await service.order(anOrder(listing, no));
    await bench.drain(service);
    service.script.handle = writeEffect;
    return (await service.parked.list()).data.map(({ id }) => id);
  }

  async function isSomebodyWaiting(): Promise<boolean> {
    const rows = await bench.dataSource.query<unknown[]>(
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return rows.length > 0;
  }

  /** Takes a newer message of the listing in while `change` is not committed yet. */
  async function takeInDuring(listing: string, change: (manager: EntityManager) => Promise<void>) {
    const key = { signer: 'court:皖0104', eventId: newId('evt') };
    let intake: Promise<TakenIn> | undefined;
    await bench.dataSource.transaction(async (manager) => {
      await change(manager);
      intake = service.unitOfWork.run((tx) =>
        takeIn(tx.manager, {
          consumer: 'blacklist-registry',
          topic: bench.nameOf('repair-orders'),
          arriving: [{ ...key, queuedUnder: listing }],
          place: null,
        }),
      );
      await eventually(isSomebodyWaiting);
    });
    const taken = await intake;
    return taken?.blocked ? 'blocked' : taken?.takes(key) ? 'taken' : 'duplicate';
  }

  it.each<{
    what: string;
    change: (ids: string[]) => [sql: string, parameters: unknown[]];
    intake: string;
  }>([
    {
      what: 'the last in the queue is given up',
      change: (ids) => ['DELETE FROM parked WHERE id = $1', [ids.at(-1)]],
      intake: 'blocked',
    },
    {
      what: 'the last two are given up',
      change: (ids) => ['DELETE FROM parked WHERE id = ANY($1)', [ids.slice(-2)]],
      intake: 'blocked',
    },
    {
      what: 'the last in the queue fails itself',
      change: (ids) => [
        `UPDATE parked SET blocks = true, reason = 'INVALID' WHERE id = $1`,
        [ids.at(-1)],
      ],
      intake: 'blocked',
    },
    {
      what: 'the whole queue goes',
      change: (ids) => ['DELETE FROM parked WHERE id = ANY($1)', [ids]],
      intake: 'taken',
    },
  ])(
    'given $what while a newer message is taken in, then it is $intake',
    async ({ change, intake }) => {
      const listing = aListing();
      const ids = await parkQueue(listing, 2);
      expect(
        await takeInDuring(listing, async (manager) => {
          await manager.query(...change(ids));
        }),
      ).toBe(intake);
    },
  );

  it('given the topic was created anew, then another message at the same place is parked beside the first', async () => {
    const listing = aListing();
    await bench.sendRaw('repair-orders', { key: listing, value: Buffer.from('first') });
    await bench.drain(service);
    const [first] = (await service.parked.list()).data;
    // The first came at this place before the topic was created anew.
    await bench.dataSource.query(`UPDATE parked SET kafka_offset = kafka_offset + 1`);
    const second = await signed(bytesOf({ ...anOrder(listing, 1), data: {} }));
    await bench.sendRaw('repair-orders', { key: listing, ...second });
    await bench.drain(service);
    const rows = (await service.parked.list()).data;
    expect(rows.map(({ offset }) => offset)).toEqual(Array(2).fill((first?.offset ?? 0) + 1));
    expect(rows.map(({ bytes }) => Buffer.from(bytes, 'base64'))).toEqual([
      Buffer.from('first'),
      second.value,
    ]);
    expect(rows.map(({ reason, blocks }) => [reason, blocks])).toEqual([
      ['UNSIGNED', false],
      ['INVALID', true],
    ]);
  });

  it('given one is discarded while what the next needs is away, then it is discarded all the same and the next stays', async () => {
    const listing = aListing();
    const [head] = await parkQueue(listing, 1);
    service.script.handle = () => Promise.reject(new InfrastructureFault('away'));
    expect(await service.parked.discard(head ?? '', 'sent by mistake', ACT)).toBe(true);
    expect((await service.parked.list()).data).toMatchObject([{ reason: 'QUEUED_BEHIND' }]);

    service.script.handle = writeEffect;
    const [next] = (await service.parked.list()).data;
    expect(await service.parked.redrive(next?.id ?? '', ACT)).toEqual({ kind: 'done' });
    expect(await bench.orderNos(listing)).toEqual([2]);
  });
});
