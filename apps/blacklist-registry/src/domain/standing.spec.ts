import fc from 'fast-check';
import type { ListingState } from '#contracts';
import { standing, type KnownVersion, type ListingHistory } from './standing.js';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Day 0 is 1 March 2026. */
const day = (n: number) => new Date(Date.UTC(2026, 2, 1) + n * DAY_MS);

function historyOf(
  versions: Partial<KnownVersion>[],
  more: Partial<ListingHistory> = {},
): ListingHistory {
  return {
    listingId: 'lst_1',
    courtCode: '皖0104',
    caseNumber: '（2026）皖0104执1号',
    key: 'A',
    formerKeys: [],
    versions: versions.map((version, index) => ({
      version: index + 1,
      state: 'PUBLISHED',
      grounds: ['L1_ABLE_BUT_REFUSES'],
      termEndsOn: null,
      validFrom: day(0),
      recordedAt: version.validFrom ?? day(0),
      ...version,
    })),
    ...more,
  };
}

function ask(history: ListingHistory, at: number, knownAt = 100, key = 'A') {
  return standing(history, { key, at: day(at), knownAt: day(knownAt) });
}

describe('whether a listing was in force at T', () => {
  it('given a listing that was deleted, then it was in force from the one day to the other', () => {
    const history = historyOf([{}, { state: 'DELETED', validFrom: day(10) }]);
    expect(ask(history, -1)).toBeNull();
    expect(ask(history, 0)).toMatchObject({ since: day(0), until: day(10) });
    expect(ask(history, 9)).toMatchObject({ listingId: 'lst_1', grounds: ['L1_ABLE_BUT_REFUSES'] });
    expect(ask(history, 10)).toBeNull();
  });

  it('given a deletion that was recorded later than it took effect, then the answer depends on what was known', () => {
    const history = historyOf([{}, { state: 'DELETED', validFrom: day(10), recordedAt: day(12) }]);
    expect(ask(history, 11)).toBeNull();
    expect(ask(history, 11, 11)).toMatchObject({ since: day(0), until: null });
  });

  it('given a shield and a breach, then the time between is not in force', () => {
    const history = historyOf([
      {},
      { state: 'SHIELDED', validFrom: day(10) },
      { validFrom: day(20) },
    ]);
    expect(ask(history, 15)).toBeNull();
    expect(ask(history, 5)).toMatchObject({ since: day(0), until: day(10) });
    expect(ask(history, 25)).toMatchObject({ since: day(20), until: null });
  });

  it.each<ListingState>(['DECIDED', 'GRACE', 'SHIELDED', 'DELETED', 'EXPIRED_DELETED'])(
    'given %s, then it is no ground for anything',
    (state) => {
      expect(ask(historyOf([{ state }]), 1)).toBeNull();
    },
  );

  it('given a revocation as an error, then it never was in force, but for who asks what was known before', () => {
    const history = historyOf([
      {},
      { state: 'REVOKED_AS_ERROR', validFrom: day(10), recordedAt: day(10) },
    ]);
    expect(ask(history, 5)).toBeNull();
    expect(ask(history, 5, 9)).toMatchObject({ since: day(0), until: null });
  });

  it('given a correction, then it holds from the start, and not for who asks what was known before', () => {
    const history = historyOf([
      {},
      { grounds: ['L4_ASSET_REPORT'], termEndsOn: '2028-03-01', validFrom: day(10) },
    ]);
    expect(ask(history, 5)).toMatchObject({ grounds: ['L4_ASSET_REPORT'], since: day(0) });
    expect(ask(history, 5, 9)).toMatchObject({
      grounds: ['L1_ABLE_BUT_REFUSES'],
      termEndsOn: null,
    });
  });

  it('given a correction of whom it names, then it was never about the first, but for who asks what was known before', () => {
    const history = historyOf([{}, { validFrom: day(10) }, { validFrom: day(20) }], {
      key: 'C',
      formerKeys: [
        { version: 2, key: 'A' },
        { version: 3, key: 'B' },
      ],
    });
    const inForce = (key: string, knownAt: number) => ask(history, 5, knownAt, key) !== null;
    expect(['A', 'B', 'C'].map((key) => inForce(key, 9))).toEqual([true, false, false]);
    expect(['A', 'B', 'C'].map((key) => inForce(key, 15))).toEqual([false, true, false]);
    expect(['A', 'B', 'C'].map((key) => inForce(key, 25))).toEqual([false, false, true]);
  });
});

describe('against a naive model', () => {
  const STATES = ['PUBLISHED', 'SHIELDED', 'DELETED', 'GRACE'] as const;
  /** The register records in order; what took effect when is the courts' to say. */
  const histories = fc
    .array(
      fc.record({
        state: fc.constantFrom(...STATES),
        validFrom: fc.integer({ min: 0, max: 30 }).map(day),
        wait: fc.integer({ min: 0, max: 3 }),
      }),
      { minLength: 1, maxLength: 8 },
    )
    .map((versions) => {
      let recorded = 0;
      return historyOf(
        versions.map(({ wait, ...version }) => ({
          ...version,
          recordedAt: day((recorded += wait)),
        })),
      );
    });
  const instants = fc.integer({ min: -1, max: 32 });

  /** The newest known version that had taken effect says it; no periods are computed. */
  function isPublished({ versions }: ListingHistory, at: Date, knownAt: Date): boolean {
    const said = versions.filter((one) => one.recordedAt <= knownAt && one.validFrom <= at);
    return (
      said.reduce((last, one) => (one.version > last.version ? one : last), {
        version: 0,
        state: 'GRACE',
      } as KnownVersion).state === 'PUBLISHED'
    );
  }

  it('given any history, then each instant is answered alike, and the period around it is unbroken and whole', () => {
    fc.assert(
      fc.property(histories, instants, instants, (history, at, knownAt) => {
        const answer = ask(history, at, knownAt);
        const wasPublished = (instant: Date) => isPublished(history, instant, day(knownAt));
        expect(answer !== null).toBe(wasPublished(day(at)));
        if (!answer) return;
        const { since, until } = answer;
        expect(wasPublished(new Date(since.getTime() - 1))).toBe(false);
        if (until) expect(wasPublished(until)).toBe(false);
        const last = until ?? day(40);
        for (let n = since.getTime(); n < last.getTime(); n += DAY_MS / 2) {
          expect(wasPublished(new Date(n))).toBe(true);
        }
      }),
    );
  });

  it('given whatever is recorded later, then what was known before stays as it was', () => {
    fc.assert(
      fc.property(histories, histories, instants, (history, later, at) => {
        const knownAt = Math.max(...history.versions.map(({ recordedAt }) => +recordedAt));
        const question = { key: 'A', at: day(at), knownAt: new Date(knownAt) };
        const grown: ListingHistory = {
          ...history,
          key: 'B',
          formerKeys: [{ version: history.versions.length + 1, key: 'A' }],
          versions: [
            ...history.versions,
            ...later.versions.map((version, index) => ({
              ...version,
              version: history.versions.length + 1 + index,
              recordedAt: new Date(knownAt + 1 + index),
            })),
          ],
        };
        expect(standing(grown, question)).toEqual(standing(history, question));
      }),
    );
  });
});
