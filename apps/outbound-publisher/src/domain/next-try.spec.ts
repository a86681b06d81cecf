import { nextTryAt, type TriedPush } from './next-try.js';
import type { PushOutcome } from './push-outcome.js';

const now = new Date('2026-03-02T08:00:00Z');
const failed: PushOutcome = { kind: 'retry', reason: 'status', retryAfter: null };
const interrupted: PushOutcome = { kind: 'retry', reason: 'interrupted', retryAfter: null };

function isTriedAgain(given: Partial<TriedPush>): boolean {
  const push: TriedPush = {
    ...{ outcome: failed, lane: 'first', attempts: 1, applyBy: null },
    ...{ isOvertaken: false, onlyNewest: false },
    ...given,
  };
  const at = nextTryAt(push, now, () => 0);
  if (at) expect(at.getTime()).toBeGreaterThan(now.getTime());
  return at !== null;
}

describe('whether a push is tried again', () => {
  it.each<[string, Partial<TriedPush>, boolean]>([
    ['it arrived', { outcome: { kind: 'delivered' } }, false],
    ['it was broken off', { outcome: interrupted }, false],
    ['it failed', {}, true],
    ['it failed, and there is a newer version that has to follow it', { isOvertaken: true }, true],
    ['the same, where only the newest is sent', { isOvertaken: true, onlyNewest: true }, false],
    [
      'a repetition failed, and there is a newer version',
      { lane: 'again', isOvertaken: true },
      false,
    ],
    ['what was refused failed, and there is one', { lane: 'nacked', isOvertaken: true }, false],
    ['it was refused', { outcome: { kind: 'nacked' } }, true],
    ['it was refused, and there is one', { outcome: { kind: 'nacked' }, isOvertaken: true }, false],
  ])('given %s', (_, given, expected) => {
    expect(isTriedAgain(given)).toBe(expected);
  });
});
