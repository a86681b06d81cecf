import fc from 'fast-check';
import { MAX_MESSAGE_BYTES } from '#contracts';
import { signDetached } from '#signing';
import { COURT, signingKeys, strangersKey, trustedKeys } from '../../test/support/keys.js';
import { aListing, anOrder } from '../../test/support/orders.js';
import { judge } from './judgement.js';

const message = (bytes: Buffer, jws?: string) => ({
  topic: 'repair-orders' as const,
  partition: 0,
  offset: '0',
  key: 'k',
  bytes,
  jws,
  traceparent: undefined,
});
const judged = async (bytes: Buffer, key = signingKeys.of(COURT)) =>
  judge(message(bytes, await signDetached(bytes, key)), trustedKeys, { anySize: false });

describe('judging a message', () => {
  it('given a court’s order, then it is an event of its signer', async () => {
    const order = anOrder(aListing(), 1);
    const judgement = await judged(Buffer.from(JSON.stringify(order)));
    expect(judgement).toMatchObject({ kind: 'event', event: order, signer: { owner: COURT } });
  });

  it('invariant 11: given any change to the bytes of a signed order, then it is not believed', async () => {
    const bytes = Buffer.from(JSON.stringify(anOrder(aListing(), 1)));
    const jws = await signDetached(bytes, signingKeys.of(COURT));
    await fc.assert(
      fc.asyncProperty(
        fc.nat(bytes.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (at, flip) => {
          const forged = Buffer.from(bytes);
          forged.writeUInt8(bytes.readUInt8(at) ^ flip, at);
          const judgement = await judge(message(forged, jws), trustedKeys, { anySize: false });
          expect(judgement).toEqual({ kind: 'forged', reason: 'BAD_SIGNATURE' });
        },
      ),
    );
  });

  it('invariant 11: given any header in place of the signature, then it is not believed and nothing throws', async () => {
    const bytes = Buffer.from(JSON.stringify(anOrder(aListing(), 1)));
    await fc.assert(
      fc.asyncProperty(fc.string(), async (jws) => {
        const judgement = await judge(message(bytes, jws), trustedKeys, { anySize: false });
        expect(judgement.kind).toBe('forged');
      }),
    );
  });

  it('given the right key id with another key, then it is not believed', async () => {
    expect(await judged(Buffer.from('{}'), strangersKey)).toEqual({
      kind: 'forged',
      reason: 'BAD_SIGNATURE',
    });
  });

  it('given signed bytes that are no event, then the fault holds a key only where the bytes name it', async () => {
    expect(await judged(Buffer.from('not json'))).toMatchObject({ reason: 'NOT_JSON', key: null });
    expect(await judged(Buffer.from('{"type":"order.issued.v9"}'))).toMatchObject({
      reason: 'UNKNOWN_TYPE',
      key: null,
    });
    expect(
      await judged(Buffer.from('{"type":"order.issued.v9","partitionkey":"lst_1"}')),
    ).toMatchObject({
      reason: 'UNKNOWN_TYPE',
      key: 'lst_1',
    });
  });

  it('given unsigned bytes above the limit, then they are too large, and name no key', async () => {
    const large = Buffer.alloc(MAX_MESSAGE_BYTES + 1);
    expect(await judge(message(large), trustedKeys, { anySize: false })).toMatchObject({
      reason: 'TOO_LARGE',
      key: null,
    });
    expect(await judge(message(large), trustedKeys, { anySize: true })).toMatchObject({
      kind: 'forged',
    });
  });
});
