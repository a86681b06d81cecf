import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { MAX_MESSAGE_BYTES, type OrderIssued } from '#contracts';
import {
  dataFault,
  done,
  On,
  OnForgery,
  type Consumed,
  type Forgery,
  type Outcome,
  type ParkedView,
} from '#messaging';
import { writeEffect } from './support/effects.js';
import { signingKeys, strangersKey } from './support/keys.js';
import { MessagingBench, signed, type BenchService } from './support/messaging-bench.js';
import { aListing, anOrder } from './support/orders.js';

const ACT = { actor: 'ops-1', at: new Date('2026-11-23T01:00:00Z') };
const bytesOf = (value: unknown) => Buffer.from(JSON.stringify(value));

describe('poison messages and the parking lot', () => {
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

  const parkedOf = async (key: string): Promise<ParkedView | undefined> =>
    (await service.parked.list()).data.find((row) => row.key === key);
  const send = async (key: string, message: { value: Buffer; headers?: object }) =>
    bench.sendRaw('repair-orders', { key, value: message.value, headers: { ...message.headers } });

  describe.each<{
    what: string;
    reason: string;
    blocks: boolean;
    make: (
      listing: string,
    ) => Promise<{ value: Buffer; headers?: object }> | { value: Buffer; headers?: object };
  }>([
    {
      what: 'bytes that nobody signed',
      reason: 'UNSIGNED',
      blocks: false,
      make: (listing) => ({ value: bytesOf(anOrder(listing, 1)) }),
    },
    {
      what: 'a signature that does not fit',
      reason: 'BAD_SIGNATURE',
      blocks: false,
      make: (listing) => signed(bytesOf(anOrder(listing, 1)), strangersKey),
    },
    {
      what: 'an order signed by the registry',
      reason: 'WRONG_SIGNER',
      blocks: false,
      make: (listing) => signed(bytesOf(anOrder(listing, 1)), signingKeys.of('registry')),
    },
    {
      what: 'signed bytes that are not JSON',
      reason: 'NOT_JSON',
      blocks: false,
      make: () => signed(Buffer.from([0x7b, 0xff, 0x00])),
    },
    {
      what: 'a signed order of an unknown version',
      reason: 'UNKNOWN_TYPE',
      blocks: true,
      make: (listing) => signed(bytesOf({ ...anOrder(listing, 1), type: 'order.issued.v9' })),
    },
    {
      what: 'a signed order with a missing field',
      reason: 'INVALID',
      blocks: true,
      make: (listing) => signed(bytesOf({ ...anOrder(listing, 1), data: {} })),
    },
    {
      what: 'an unsigned message above the limit',
      reason: 'TOO_LARGE',
      blocks: false,
      make: () => ({ value: Buffer.alloc(MAX_MESSAGE_BYTES + 1, 'x') }),
    },
  ])('invariant 11: given $what', ({ reason, blocks, make }) => {
    it(`then it is parked as ${reason} with its bytes, and the partition moves on`, async () => {
      const listing = aListing();
      const message = await make(listing);
      await send(listing, message);
      await send(listing, await signed(bytesOf(anOrder(listing, 2))));
      await bench.drain(service);
      const row = await parkedOf(listing);
      expect(row).toEqual({
        id: expect.stringMatching(/^prk_/) as string,
        topic: bench.nameOf('repair-orders'),
        partition: expect.any(Number) as number,
        offset: expect.any(Number) as number,
        key: listing,
        reason,
        bytes: message.value.toString('base64'),
        blocks,
      });
      // What is authentic holds its own key back; what nobody can be blamed for holds nobody.
      expect(await bench.orderNos(listing)).toEqual(blocks ? [] : [2]);
    });
  });

  it.each([
    ['a key of 5,000 characters', 'k'.repeat(5000)],
    ['a key with a NUL', 'a\0b'],
    ['an empty key', ''],
  ])('given a message with %s, then it is parked all the same', async (_, key) => {
    await send(key, { value: Buffer.from('poison') });
    await bench.drain(service);
    expect((await service.parked.list()).data).toMatchObject([{ reason: 'UNSIGNED' }]);
  });

  it('given a message without key, value and headers, then it is parked all the same', async () => {
    await bench.sendRaw('repair-orders', { key: null, value: null } as never);
    await bench.drain(service);
    expect((await service.parked.list()).data).toMatchObject([
      { reason: 'UNSIGNED', key: null, bytes: '' },
    ]);
  });

  it('given a parked message, then its bytes are not readable in the database', async () => {
    const listing = aListing();
    await send(listing, { value: Buffer.from('340104190006150018 a secret') });
    await bench.drain(service);
    const [row] = await bench.dataSource.query<[{ sealed_bytes: Buffer }]>(
      'SELECT sealed_bytes FROM parked',
    );
    expect(row.sealed_bytes.includes('secret')).toBe(false);
  });

  it('given a parked order with others queued behind, when it is re-driven, then all run in order', async () => {
    const listing = aListing();
    service.script.handle = () => Promise.resolve(dataFault('NOT_YET'));
    await service.order(anOrder(listing, 1), anOrder(listing, 2), anOrder(listing, 3));
    await bench.drain(service);
    const rows = (await service.parked.list()).data;
    expect(rows.map(({ reason }) => reason)).toEqual(['NOT_YET', 'QUEUED_BEHIND', 'QUEUED_BEHIND']);

    expect(await service.parked.redrive(rows[0]?.id ?? '', ACT)).toEqual({
      kind: 'parked',
      reason: 'NOT_YET',
      blocks: true,
    });
    expect((await service.parked.list()).data).toHaveLength(3);

    service.script.handle = writeEffect;
    expect(await service.parked.redrive(rows[0]?.id ?? '', ACT)).toEqual({ kind: 'done' });
    expect(await bench.orderNos(listing)).toEqual([1, 2, 3]);
    expect((await service.parked.list()).data).toEqual([]);

    await service.order(anOrder(listing, 4));
    await bench.drain(service);
    expect(await bench.orderNos(listing)).toEqual([1, 2, 3, 4]);
  });

  it('given a queued order, when it is re-driven, then the one before it goes first', async () => {
    const listing = aListing();
    service.script.handle = () => Promise.resolve(dataFault('NOT_YET'));
    await service.order(anOrder(listing, 1), anOrder(listing, 2));
    await bench.drain(service);
    service.script.handle = writeEffect;
    const rows = (await service.parked.list()).data;
    expect(await service.parked.redrive(rows[1]?.id ?? '', ACT)).toEqual({ kind: 'done' });
    expect(await bench.orderNos(listing)).toEqual([1, 2]);
  });

  it('given a parked order, when it is discarded with a reason, then those behind it run and the ledger knows', async () => {
    const listing = aListing();
    service.script.handle = () => Promise.resolve(dataFault('NOT_YET'));
    await service.order(anOrder(listing, 1), anOrder(listing, 2));
    await bench.drain(service);
    service.script.handle = writeEffect;
    const [head] = (await service.parked.list()).data;
    expect(await service.parked.discard(head?.id ?? '', 'sent by mistake', ACT)).toBe(true);
    expect(await bench.orderNos(listing)).toEqual([2]);
    const ledger = await bench.dataSource.query(
      'SELECT at, actor, action, detail FROM ledger WHERE subject = $1',
      [head?.id],
    );
    expect(ledger).toEqual([
      {
        ...ACT,
        action: 'parked.discarded',
        detail: expect.objectContaining({
          reason: 'NOT_YET',
          discardReason: 'sent by mistake',
          digest: expect.stringMatching(/^sha256:/) as string,
        }) as object,
      },
    ]);
  });

  it('given an id that is not parked, then neither re-drive nor discard finds it', async () => {
    expect(await service.parked.redrive('prk_none', ACT)).toBeNull();
    expect(await service.parked.discard('prk_none', 'why', ACT)).toBe(false);
  });

  it('given an oversized order with a signature, when it is re-driven, then it is applied whatever its size', async () => {
    const listing = aListing();
    const large = { ...anOrder(listing, 1), padding: 'x'.repeat(MAX_MESSAGE_BYTES) };
    await send(listing, await signed(bytesOf(large)));
    await bench.drain(service);
    const row = await parkedOf(listing);
    expect(row).toMatchObject({ reason: 'TOO_LARGE', blocks: true });
    expect(await service.parked.redrive(row?.id ?? '', ACT)).toEqual({ kind: 'done' });
    expect(await bench.orderNos(listing)).toEqual([1]);
  });

  it('given a message of another topic copied here, then it is parked and holds no key back', async () => {
    const listing = aListing();
    const outcome = { ...anOrder(listing, 1), type: 'order.applied.v1', data: anApplied(listing) };
    await bench.sendRaw('repair-orders', { key: listing, ...(await signed(bytesOf(outcome))) });
    await service.order(anOrder(listing, 2));
    await bench.drain(service);
    expect(await parkedOf(listing)).toMatchObject({ reason: 'WRONG_TOPIC', blocks: false });
    expect(await bench.orderNos(listing)).toEqual([2]);
  });

  it('given many parked messages, then the list has pages', async () => {
    const listing = aListing();
    for (let i = 0; i < 5; i++) await send(listing, { value: Buffer.from(`{"n":${i}}`) });
    await bench.drain(service);
    const first = await service.parked.list({ limit: 3 });
    const second = await service.parked.list({ limit: 3, after: first.next ?? '' });
    expect([first.data.length, second.data.length, second.next]).toEqual([3, 2, null]);
  });

  it('invariant 11: given a forgery handler, then it decides, sees the bytes only, and the order handler is never asked', async () => {
    seen.length = 0;
    const own = await MessagingBench.open();
    const guarded = await own.service({ controllers: [OnOrderGuarded] });
    const order = anOrder(aListing(), 1);
    await own.sendRaw('repair-orders', {
      key: order.partitionkey,
      ...(await signed(bytesOf(order), strangersKey)),
    });
    await own.drain(guarded);
    expect(seen).toEqual(['forgery BAD_SIGNATURE']);
    expect((await guarded.parked.list()).data).toEqual([]);
    await guarded.order(order);
    await own.drain(guarded);
    expect(seen).toEqual(['forgery BAD_SIGNATURE', `order ${order.id}`]);
    await own.close();
  });
});

const seen: string[] = [];

@Controller()
class OnOrderGuarded {
  @On('repair-orders', 'order.issued.v1')
  handle(@Payload() event: OrderIssued, @Ctx() consumed: Consumed): Promise<Outcome> {
    seen.push(`order ${event.id}`);
    return Promise.resolve(
      consumed.signer.owner.startsWith('court:') ? done() : dataFault('SIGNER'),
    );
  }

  @OnForgery('repair-orders')
  onForgery(@Payload() forgery: Forgery): Promise<Outcome> {
    seen.push(`forgery ${forgery.reason}`);
    return Promise.resolve(done());
  }
}

function anApplied(listing: string) {
  const { orderId, orderNo, decisionId } = anOrder(listing, 1).data;
  return { orderId, orderNo, decisionId, listingRef: listing, version: 2 };
}
