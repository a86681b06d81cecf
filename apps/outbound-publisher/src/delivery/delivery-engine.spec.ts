import { Logger } from '@nestjs/common';
import type { ClaimedDelivery } from '../storage/delivery.store.js';
import { LEASE_MS, type ClaimDeliveries } from '../use-cases/claim-deliveries.js';
import type { Attempted } from '../use-cases/record-attempts.js';
import { DeliveryEngine } from './delivery-engine.js';
import type { OutcomeBatch } from './outcome-batch.js';
import type { Push, PushSender } from './push-sender.js';

beforeAll(() => Logger.overrideLogger(false));

const realNow = performance.now.bind(performance);
let frozenFor = 0;
beforeEach(() => {
  frozenFor = 0;
  performance.now = () => realNow() + frozenFor;
});
afterEach(() => {
  performance.now = realNow;
});

/** One delivery is due; claiming it takes as long as `claimTakes`. */
function engineWhere(claimTakes: number) {
  const sent: string[] = [];
  const recorded: Attempted[] = [];
  const due = [{ id: 'dlv_1', streamId: 'str_1' } as ClaimedDelivery];
  const claims = {
    run: () => {
      frozenFor += claimTakes;
      return Promise.resolve(due.splice(0));
    },
  };
  const sender = {
    push: ({ id }: ClaimedDelivery): Promise<Push> => {
      sent.push(id);
      return Promise.resolve({
        outcome: { kind: 'delivered' },
        httpStatus: 204,
        detail: null,
        durationMs: 1,
      });
    },
  };
  const outcomes = {
    add: (attempted: Attempted) => {
      recorded.push(attempted);
      return Promise.resolve();
    },
  };
  const engine = new DeliveryEngine(
    claims as unknown as ClaimDeliveries,
    sender as unknown as PushSender,
    outcomes as unknown as OutcomeBatch,
  );
  return { engine, sent, recorded };
}

describe('delivery engine', () => {
  it('given a claim in time, then what it took is sent', async () => {
    const { engine, sent } = engineWhere(100);
    await engine.drain();
    expect(sent).toEqual(['dlv_1']);
  });

  it('given a stream that fails while more of its pushes are under way, then it has no room, not less', async () => {
    const due = ['dlv_1', 'dlv_2', 'dlv_3'].map(
      (id) => ({ id, streamId: 'str_1' }) as ClaimedDelivery,
    );
    const rooms: number[] = [];
    let answerOthers = (): void => undefined;
    const others = new Promise<void>((resolve) => (answerOthers = resolve));
    const engine = new DeliveryEngine(
      {
        run: (_busy: unknown, roomOf: (streamId: string) => number) => {
          rooms.push(roomOf('str_1'));
          return Promise.resolve(due.splice(0));
        },
        nextDueWithin: () => Promise.resolve(null),
      } as unknown as ClaimDeliveries,
      {
        push: async ({ id }: ClaimedDelivery): Promise<Push> => {
          if (id !== 'dlv_1') await others;
          return {
            outcome: { kind: 'retry', reason: 'timeout', retryAfter: null },
            httpStatus: null,
            detail: null,
            durationMs: 1,
          };
        },
      } as unknown as PushSender,
      { add: () => Promise.resolve() } as unknown as OutcomeBatch,
    );
    const first = engine.drain();
    // What the first failure leaves: two under way where one may be.
    const second = engine.drain();
    await new Promise(setImmediate);
    answerOthers();
    await Promise.all([first, second]);
    expect(rooms).toEqual([8, 0, 1, 1]);
  });

  it('given a process that froze while it claimed, then nothing starts whose lease may end first', async () => {
    const { engine, sent, recorded } = engineWhere(LEASE_MS);
    await engine.drain();
    expect(sent).toEqual([]);
    expect(recorded).toMatchObject([
      { push: { outcome: { kind: 'retry', reason: 'interrupted' } } },
    ]);
  });
});
