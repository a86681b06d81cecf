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

  it('given a process that froze while it claimed, then nothing starts whose lease may end first', async () => {
    const { engine, sent, recorded } = engineWhere(LEASE_MS);
    await engine.drain();
    expect(sent).toEqual([]);
    expect(recorded).toMatchObject([
      { push: { outcome: { kind: 'retry', reason: 'interrupted' } } },
    ]);
  });
});
