import fc from 'fast-check';
import {
  afterProbe,
  afterPush,
  closedBreaker,
  duringProbe,
  letsThrough,
  probeDueAt,
  type Breaker,
} from './breaker.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const start = Date.parse('2026-03-02T08:00:00Z');

function pushed(breaker: Breaker, results: string, from = start, every = SECOND): Breaker {
  return [...results].reduce(
    (current, result, i) => afterPush(current, { ok: result === '.', at: from + i * every }),
    breaker,
  );
}
const openBreaker = pushed(closedBreaker, 'xxxxxxxxxx');
const openedAt = start + 9 * SECOND;

describe('breaker of a stream', () => {
  it.each([
    ['xxxxxxxxx', true, 'nine requests say nothing'],
    ['xxxxxxxxxx', false, 'ten failures of ten'],
    ['...xxxxxxx', false, 'seven of ten'],
    ['....xxxxxx', true, 'six of ten'],
    ['.'.repeat(100) + 'x'.repeat(19), true, 'a few among many'],
    ['.'.repeat(100) + 'x'.repeat(20), false, 'twenty in a row, whatever came before'],
  ])('given %s, then it lets through: %s (%s)', (results, through) => {
    expect(letsThrough(pushed(closedBreaker, results))).toBe(through);
  });

  it('forgets what is older than five minutes', () => {
    const before = pushed(closedBreaker, 'xxxxxxxxx');
    expect(letsThrough(pushed(before, 'x', start + 5 * MINUTE))).toBe(true);
    expect(letsThrough(pushed(before, 'x', start + 4 * MINUTE))).toBe(false);
  });

  it('asks again after 30 s, then ever less often, at last every five minutes', () => {
    let breaker = openBreaker;
    const waits: number[] = [];
    let at = openedAt;
    for (let probe = 0; probe < 7; probe++) {
      const due = probeDueAt(breaker) ?? NaN;
      waits.push((due - at) / SECOND);
      at = due;
      breaker = afterProbe(duringProbe(breaker, at), { ok: false, at });
      expect(breaker).toMatchObject({ state: 'open', since: openedAt });
    }
    expect(waits).toEqual([30, 60, 120, 240, 300, 300, 300]);
  });

  it('closes with one good probe, and counts from nothing', () => {
    const at = openedAt + 30 * SECOND;
    const closed = afterProbe(duringProbe(openBreaker, at), { ok: true, at });
    expect(closed).toEqual(closedBreaker);
    expect(letsThrough(pushed(closed, 'xxxxxxxxx', at))).toBe(true);
  });

  it('lets no push through while a probe is under way, and probes again if that one is lost', () => {
    const probing = duringProbe(openBreaker, openedAt + 30 * SECOND);
    expect(probing.state).toBe('half-open');
    expect(letsThrough(probing)).toBe(false);
    expect(probeDueAt(probing)).toBe(openedAt + 60 * SECOND);
  });

  it('opens at once when the endpoint says it is gone, and asks every five minutes', () => {
    const gone = afterPush(closedBreaker, { ok: false, at: start, gone: true });
    expect(gone).toMatchObject({ state: 'open', reason: 'gone', since: start });
    expect(probeDueAt(gone)).toBe(start + 5 * MINUTE);
    expect(afterProbe(gone, { ok: true, at: start + 5 * MINUTE })).toEqual(closedBreaker);
  });

  it('changes nothing when a push ends that was under way when it opened', () => {
    expect(pushed(openBreaker, '.x.x')).toEqual(openBreaker);
    expect(afterPush(openBreaker, { ok: false, at: start, gone: true }).reason).toBe('gone');
  });

  it('is as it was after a journey through JSON', () => {
    expect(JSON.parse(JSON.stringify(openBreaker))).toEqual(openBreaker);
  });

  it('opens exactly when a list of the last requests says so', () => {
    const request = fc.record({
      ok: fc.boolean(),
      wait: fc.oneof(fc.nat(2 * SECOND), fc.nat(3 * MINUTE)),
    });
    // Runs of one kind: by chance alone nothing would ever open.
    const run = fc
      .tuple(request, fc.integer({ min: 1, max: 25 }))
      .map(([each, times]) => Array.from({ length: times }, () => each));
    let opened = 0;
    fc.assert(
      fc.property(fc.array(run, { maxLength: 12 }), (runs) => {
        const list: { ok: boolean; at: number }[] = [];
        let breaker = closedBreaker;
        let at = start;
        for (const { ok, wait } of runs.flat()) {
          at += wait;
          list.push({ ok, at });
          breaker = afterPush(breaker, { ok, at });
          const inWindow = list.filter((each) => minuteOf(each.at) > minuteOf(at) - 5);
          const bad = inWindow.filter((each) => !each.ok).length;
          const dead = list.length >= 20 && list.slice(-20).every((each) => !each.ok);
          const failing = !ok && (dead || (inWindow.length >= 10 && bad >= 0.7 * inWindow.length));
          expect(breaker.state).toBe(failing ? 'open' : 'closed');
          if (failing) return void opened++;
        }
      }),
    );
    expect(opened).toBeGreaterThan(10);
  });

  it('always has a next probe while it is open, at most five minutes away', () => {
    const step = fc.record({
      kind: fc.constantFrom('push', 'probe', 'probing'),
      ok: fc.boolean(),
      gone: fc.boolean(),
      wait: fc.nat(10 * MINUTE),
    });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        let breaker: Breaker = openBreaker;
        let at = openedAt;
        for (const { kind, ok, gone, wait } of steps) {
          at += wait;
          const sign = { ok, at, gone: gone && !ok };
          const before = breaker;
          if (kind === 'push') breaker = afterPush(breaker, sign);
          if (kind === 'probe') breaker = afterProbe(breaker, sign);
          if (kind === 'probing') breaker = duringProbe(breaker, at);
          expect(probeDueAt(breaker) === null).toBe(letsThrough(breaker));
          expect(probeDueAt(breaker) ?? 0).toBeLessThanOrEqual(at + 5 * MINUTE);
          expect(breaker.since === null).toBe(breaker.reason === null);
          // Nothing but a good probe closes it.
          if (!letsThrough(before) && letsThrough(breaker))
            expect([kind, ok]).toEqual(['probe', true]);
        }
      }),
    );
  });
});

function minuteOf(at: number): number {
  return Math.floor(at / MINUTE);
}
