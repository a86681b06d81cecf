import {
  deltasTo,
  isFresh,
  manifestOf,
  mustBeHeld,
  type Snapshot,
  type SnapshotFile,
} from './snapshot.js';

const MINUTE = 60_000;
const AT = new Date('2026-11-23T02:00:00Z');
const POLICY = { maxAgeMs: 15 * MINUTE, maxChanges: 100, holdPercent: 5, holdAtLeast: 10 };

const fileOf = (name: string): SnapshotFile => ({
  name,
  lines: 1,
  bytes: 10,
  sha256: 'a'.repeat(64),
  plainBytes: 20,
  plainSha256: 'b'.repeat(64),
});

function snapshotAt(position: number, basePosition: number | null, more?: Partial<Snapshot>) {
  const snapshot: Snapshot = {
    ...{ id: `snp_${position}`, scope: {}, epoch: 1, position, basePosition, state: 'published' },
    ...{ listings: 4, added: 1, changed: 2, removed: 3, createdAt: AT },
    full: fileOf(`listings-${position}.ndjson.gz`),
    delta: basePosition === null ? null : fileOf(`changes-${basePosition}-${position}.ndjson.gz`),
    ...more,
  };
  return snapshot;
}

describe('the deltas that lead to a snapshot', () => {
  const chain = [snapshotAt(30, 20), snapshotAt(20, 10), snapshotAt(10, null)];
  const leadsOn = (newestFirst: Snapshot[]) =>
    deltasTo(newestFirst).map(({ basePosition, position }) => [basePosition, position]);

  it('given an unbroken chain, then all of it, oldest first', () => {
    expect(leadsOn(chain)).toEqual([
      [10, 20],
      [20, 30],
    ]);
  });

  it('given a number between is not for this reader, then only what follows without a gap', () => {
    expect(leadsOn([snapshotAt(40, 30), snapshotAt(30, 25), snapshotAt(20, 10)])).toEqual([
      [30, 40],
    ]);
  });

  it('given the base of the oldest is not for this reader, then its delta is none either', () => {
    expect(leadsOn([snapshotAt(30, 20), snapshotAt(20, 10)])).toEqual([[20, 30]]);
    expect(leadsOn([snapshotAt(30, 20)])).toEqual([]);
  });

  it('given a number that begins anew, then nothing leads to it', () => {
    expect(leadsOn([snapshotAt(30, null), snapshotAt(20, 10)])).toEqual([]);
  });
});

describe('a manifest', () => {
  const reader = { issuer: 'https://p', audience: 'sub_1', cursor: '1.57' };
  const urlOf = (number: number, name: string) => `https://p/${number}/${name}`;

  it('then it says what the files are, where they lead from, and where the feed goes on', () => {
    const manifest = manifestOf([snapshotAt(20, 10), snapshotAt(10, null)], reader, urlOf);
    expect(manifest).toEqual({
      type: 'yichu.snapshot-manifest.v1',
      ...reader,
      epoch: 1,
      number: 20,
      previous: 10,
      createdAt: AT.toISOString(),
      scope: {},
      counts: { listings: 4, added: 1, changed: 2, removed: 3 },
      full: {
        ...fileOf('listings-20.ndjson.gz'),
        url: 'https://p/20/listings-20.ndjson.gz',
      },
      deltas: [
        {
          ...fileOf('changes-10-20.ndjson.gz'),
          ...{ from: 10, to: 20, url: 'https://p/20/changes-10-20.ndjson.gz' },
        },
      ],
    });
  });

  it('given its full file was deleted, then it says so and keeps the delta', () => {
    const old = snapshotAt(20, 10, { full: null });
    const { full, deltas } = manifestOf([old, snapshotAt(10, null)], reader, urlOf);
    expect(full).toBeNull();
    expect(deltas).toHaveLength(1);
  });
});

describe('whether a snapshot is held until somebody has looked', () => {
  const removals = (removed: number) => ({ listings: 100, added: 0, changed: 0, removed });

  it.each([
    [9, 10, false],
    [10, 199, true],
    [10, 200, false],
    [11, 200, true],
    [5_000, 100_000, false],
    [5_001, 100_000, true],
    [0, 0, false],
  ])('given %i of %i left the list, then %s', (removed, before, held) => {
    expect(mustBeHeld(removals(removed), before, POLICY)).toBe(held);
  });
});

describe('whether a snapshot can still be given out as the newest', () => {
  const later = (minutes: number) => new Date(AT.getTime() + minutes * MINUTE);
  const fresh = (intake: { epoch: number; position: number }, minutes: number) =>
    isFresh(snapshotAt(1000, null), intake, later(minutes), POLICY);

  it('given nothing was taken in since, then however old it is', () => {
    expect(fresh({ epoch: 1, position: 1000 }, 100_000)).toBe(true);
  });

  it('given few changes since, then until its age is too great', () => {
    expect(fresh({ epoch: 1, position: 1099 }, 14)).toBe(true);
    expect(fresh({ epoch: 1, position: 1099 }, 15)).toBe(false);
  });

  it('given many changes since, then at once no longer', () => {
    expect(fresh({ epoch: 1, position: 1100 }, 0)).toBe(false);
  });

  it('given a restore from backup began a new epoch, then never', () => {
    expect(fresh({ epoch: 2, position: 1000 }, 0)).toBe(false);
  });
});
