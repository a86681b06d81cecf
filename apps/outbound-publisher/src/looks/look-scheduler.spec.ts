import { Logger } from '@nestjs/common';
import { FixedClock } from '#bootstrap';
import type { LookReason } from '../domain/look-answer.js';
import type { LookRoom } from '../storage/look.store.js';
import type { PrepareLook } from '../use-cases/prepare-look.js';
import type { RecordLook } from '../use-cases/record-look.js';
import type { Looker } from './looker.js';
import { LookScheduler } from './look-scheduler.js';

/** One look that is due; asked for room, it notes for whom there was little. */
function scheduled(reason: LookReason | null) {
  const rooms: LookRoom[] = [];
  const prepare = {
    claimDue: (room: LookRoom) => {
      rooms.push(room);
      return Promise.resolve(
        rooms.length === 1 ? [{ obligationId: 'obl_1', subscriberId: 'sub_1' }] : [],
      );
    },
    targetOf: () =>
      Promise.resolve({ subscriberId: 'sub_1', contract: { probe: { consent: true } } }),
  };
  const looker = { look: () => Promise.resolve({ result: 'unknown', reason, control: null }) };
  const scheduler = new LookScheduler(
    prepare as unknown as PrepareLook,
    looker as unknown as Looker,
    { run: () => Promise.resolve(undefined) } as unknown as RecordLook,
    new FixedClock(new Date('2026-03-02T08:00:00Z')),
  );
  return { scheduler, rooms };
}

beforeAll(() => Logger.overrideLogger(false));

describe('look scheduler', () => {
  it.each([
    ['TIMEOUT', ['sub_1']],
    ['NOT_JSON', []],
  ] as const)(
    'given a look that ended with %s, then %p may have one look at once',
    async (reason, slow) => {
      const { scheduler, rooms } = scheduled(reason);
      await scheduler.drain();
      expect(rooms.at(-1)).toMatchObject({ busy: [], slow });
    },
  );
});
