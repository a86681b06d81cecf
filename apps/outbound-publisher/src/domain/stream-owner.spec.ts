import fc from 'fast-check';
import { ownerOf } from './stream-owner.js';

const anyProcesses = fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 8 });
const streams = Array.from({ length: 400 }, (_, i) => `str_01M83RWK15BDSEBB55XHAA${i}`);

describe('who pushes a stream', () => {
  it('given no living process, then nobody', () => {
    expect(ownerOf('str_1', [])).toBeNull();
  });

  it('given the same processes in any order, then everybody finds the same one', () => {
    fc.assert(
      fc.property(anyProcesses, fc.string(), (processes, stream) => {
        const owner = ownerOf(stream, processes);
        expect(processes).toContain(owner);
        expect(ownerOf(stream, [...processes].reverse())).toBe(owner);
      }),
    );
  });

  it('given a process that dies, then only its own streams move', () => {
    fc.assert(
      fc.property(anyProcesses, (processes) => {
        const [dead, ...living] = processes;
        for (const stream of streams) {
          const before = ownerOf(stream, processes);
          if (before !== dead) expect(ownerOf(stream, living)).toBe(before);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('given two processes, then each has about half of the streams', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), (one, other) => {
        fc.pre(one !== other);
        const share = streams.filter((stream) => ownerOf(stream, [one, other]) === one).length;
        expect(share / streams.length).toBeGreaterThan(0.3);
        expect(share / streams.length).toBeLessThan(0.7);
      }),
    );
  });
});
