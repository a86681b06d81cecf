import { Logger } from '@nestjs/common';
import { FixedClock } from '#testing';
import type { RegistryTimer } from './registry-timer.js';
import { TimerLoop } from './timer-loop.js';

/** Has one thing to do, and does it or fails. */
function aTimer(name: string, work: () => void): RegistryTimer {
  let left = 1;
  return {
    name,
    runDue: () =>
      Promise.resolve().then(() => {
        if (left > 0) work();
        left -= 1;
        return left < 0 ? 0 : 1;
      }),
    nextDueOn: () => Promise.resolve(null),
    countDue: () => Promise.resolve(0),
  };
}

describe('the timers', () => {
  beforeAll(() => Logger.overrideLogger(false));
  afterAll(() => Logger.overrideLogger(['log', 'warn', 'error']));

  it('given one that fails, then the next does its work, and the failure is told', async () => {
    const did: string[] = [];
    const failing = aTimer('first', () => {
      throw new Error('broken');
    });
    const sound = aTimer('second', () => did.push('second'));
    const loop = new TimerLoop([failing, sound], new FixedClock(new Date('2026-11-23T04:00:00Z')));
    await expect(loop.drain()).rejects.toThrow('Not all that is due could be done.');
    expect(did).toEqual(['second']);
  });
});
