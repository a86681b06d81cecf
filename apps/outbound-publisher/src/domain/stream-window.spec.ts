import fc from 'fast-check';
import { StreamWindow, type Lane, type Queued } from './stream-window.js';

function push(offset: number, aggregateId: string, version = offset, lane: Lane = 'first'): Queued {
  return { offset, aggregateId, version, lane };
}

function windowOf(...pushes: Queued[]): StreamWindow<Queued> {
  const window = new StreamWindow<Queued>(0);
  for (const each of pushes) window.add(each, false);
  return window;
}

/** All that may start now. */
function startAll(window: StreamWindow<Queued>): Queued[] {
  const started: Queued[] = [];
  for (let next = window.start(); next; next = window.start()) started.push(next);
  return started;
}

describe('a stream’s window', () => {
  it('given versions of one listing, then the next one starts when the end of the former is recorded', () => {
    const [one, two] = [push(1, 'a'), push(2, 'a')];
    const window = windowOf(one, two, push(3, 'b'));
    expect(startAll(window).map(({ offset }) => offset)).toEqual([1, 3]);
    window.ended(one);
    expect(startAll(window)).toEqual([two]);
  });

  it('given ends in any order, then the mark stays before the first that has not ended', () => {
    const [one, two, three] = [push(1, 'a'), push(2, 'b'), push(3, 'c')];
    const window = windowOf(one, two, three);
    startAll(window);
    window.ended(three);
    expect(window.markWith(new Set())).toBe(0);
    expect(window.markWith(new Set([one]))).toBe(1);
    window.ended(one);
    expect(window.markWith(new Set([two]))).toBe(3);
  });

  it('given a failed push, then those behind it go with it, and what came later is held', () => {
    const [one, two] = [push(1, 'a'), push(2, 'a')];
    const window = windowOf(one, two);
    startAll(window);
    const kept = window.behind(one);
    const late = push(3, 'a');
    window.add(late, false);
    expect(kept).toEqual([two]);
    expect(window.retired(one, kept)).toEqual([late]);
    expect(startAll(window)).toEqual([]);
    expect(window.markWith(new Set())).toBe(2);
    window.released(late);
    expect(window.markWith(new Set())).toBe(3);
  });

  it.each<[Lane, boolean, number[]]>([
    ['first', false, [1]],
    ['first', true, [2]],
    ['retry', false, [1]],
    ['retry', true, [2]],
    ['nacked', false, [2]],
    ['again', false, [2]],
  ])(
    'given an older version in lane %s that was not started (newest only: %p), then %p may start',
    (lane, onlyNewest, expected) => {
      const window = new StreamWindow<Queued>(1);
      window.add(push(1, 'a', 1, lane), false);
      window.add(push(2, 'a', 2), onlyNewest);
      expect(startAll(window).map(({ version }) => version)).toEqual(expected);
    },
  );

  it('given an older version that was started, then the newer one waits for it whoever wants only the newest', () => {
    const one = push(1, 'a');
    const window = windowOf(one);
    startAll(window);
    window.add(push(2, 'a'), true);
    expect(startAll(window)).toEqual([]);
    window.ended(one);
    expect(startAll(window)).toHaveLength(1);
  });

  it('given a backlog and retries that are due, then they take turns, whatever came first', () => {
    const backlog = Array.from({ length: 40 }, (_, i) => push(i + 10, `new-${i}`));
    const window = windowOf(...backlog, push(1, 'a', 1, 'retry'), push(2, 'b', 2, 'again'));
    expect(
      startAll(window)
        .slice(0, 4)
        .map(({ offset }) => offset),
    ).toEqual([10, 1, 11, 2]);
    const retries = Array.from({ length: 40 }, (_, i) => push(i + 1, `old-${i}`, i, 'retry'));
    const other = windowOf(...retries, push(50, 'a'), push(51, 'b'));
    expect(
      startAll(other)
        .slice(0, 4)
        .map(({ offset }) => offset),
    ).toEqual([50, 1, 51, 2]);
  });

  it('given a push that was not sent after all, then it starts again, and its listing waits for it', () => {
    const one = push(1, 'a');
    const window = windowOf(one, push(2, 'a'));
    startAll(window);
    window.interrupted(one);
    expect(startAll(window)).toEqual([one]);
    expect(window.markWith(new Set())).toBe(0);
  });

  it('given any run of additions, starts, ends and failures, then order and mark hold', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 200 }), (steps) => {
        const window = new StreamWindow<Queued>(0);
        const open = new Map<number, Queued>();
        const started: Queued[] = [];
        const underWay = new Set<Queued>();
        const waits = new Set<string>();
        let offset = 0;
        for (const step of steps) {
          switch (step.kind) {
            case 'add': {
              if (waits.has(step.listing)) break;
              const added = push(++offset, step.listing);
              open.set(offset, added);
              window.add(added, false);
              break;
            }
            case 'start': {
              const next = window.start();
              if (!next) break;
              // One at a time of a listing, and never an older one after a newer.
              expect([...underWay].map((each) => each.aggregateId)).not.toContain(next.aggregateId);
              const before = started.filter((each) => each.aggregateId === next.aggregateId);
              expect(before.every(({ version }) => version < next.version)).toBe(true);
              started.push(next);
              underWay.add(next);
              break;
            }
            case 'end': {
              const [first] = underWay;
              if (!first) break;
              underWay.delete(first);
              open.delete(first.offset);
              window.ended(first);
              break;
            }
            case 'fail': {
              const [first] = underWay;
              if (!first) break;
              underWay.delete(first);
              const kept = window.behind(first);
              for (const each of [first, ...kept]) open.delete(each.offset);
              expect(window.retired(first, kept)).toEqual([]);
              // Kept elsewhere: what comes of it is not this window's business any more.
              waits.add(first.aggregateId);
              break;
            }
          }
          const mark = Math.min(...open.keys(), offset + 1) - 1;
          expect(window.markWith(new Set())).toBe(mark);
          expect(window.size).toBe(open.size);
        }
        // Whatever is left can be brought to its end.
        for (let next = window.start(); next ?? underWay.size > 0; next = window.start()) {
          if (next) underWay.add(next);
          for (const each of underWay) window.ended(each);
          underWay.clear();
        }
        expect(window.size).toBe(0);
        expect(window.markWith(new Set())).toBe(offset);
      }),
    );
  });
});

const anyStep = fc.oneof(
  fc.record({
    kind: fc.constant('add' as const),
    listing: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  }),
  fc.constant({ kind: 'start' as const }),
  fc.constant({ kind: 'end' as const }),
  fc.constant({ kind: 'fail' as const }),
);
