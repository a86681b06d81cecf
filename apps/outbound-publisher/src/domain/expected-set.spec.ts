import fc from 'fast-check';
import type { Scope } from './contract.js';
import {
  expectedSet,
  type AnnouncedChange,
  type Candidate,
  type ListingHistory,
} from './expected-set.js';
import { scopeFilter } from './scope.js';

const removal: AnnouncedChange = {
  type: 'listing.removed.v1',
  courtCode: '皖0104',
  subjectType: 'UNIT',
};

const OF_HOLDERS = [
  'listing.removed.v1',
  'listing.shielded.v1',
  'listing.corrected.v1',
  'listing.revoked.v1',
  'restriction.lifted.v1',
] as const;

interface Given {
  scope?: Scope;
  independentSource?: boolean;
  told?: boolean;
  toldOfUndone?: boolean;
  /** The position of a snapshot that it fetched under its present scope, or under another. */
  snapshot?: number;
  snapshotScope?: Scope;
  listedPosition?: number;
  leftPosition?: number;
}

function candidate({ scope = {}, independentSource = false, ...given }: Given): Candidate {
  const fetched = given.snapshot
    ? [{ scope: given.snapshotScope ?? scope, position: given.snapshot }]
    : [];
  return { id: 'sub_1', scope, covers: scopeFilter(scope), independentSource, fetched };
}

function history(given: Given): ListingHistory {
  return {
    told: new Set(given.told ? ['sub_1'] : []),
    toldOfUndone: new Set(given.toldOfUndone ? ['sub_1'] : []),
    listedPosition: given.listedPosition ?? 0,
    leftPosition: given.leftPosition ?? 0,
  };
}

const isTold = (change: AnnouncedChange, given: Given) =>
  expectedSet(change, history(given), [candidate(given)]).length === 1;

const elsewhere: Scope = { courts: ['京0105'] };

describe('invariant 2: the expected set', () => {
  it('given a publication, then whoever has it in scope is told', () => {
    const published = { ...removal, type: 'listing.published.v1' as const };
    expect(isTold(published, {})).toBe(true);
    expect(isTold(published, { scope: { courts: ['皖0104'], subjectTypes: ['UNIT'] } })).toBe(true);
    expect(isTold(published, { scope: elsewhere })).toBe(false);
    expect(isTold(published, { scope: { subjectTypes: ['PERSON'] }, told: true })).toBe(false);
  });

  it('given any other change, then only those who may hold the listing are told', () => {
    for (const type of OF_HOLDERS) {
      expect(isTold({ ...removal, type }, {})).toBe(false);
      expect(isTold({ ...removal, type }, { told: true })).toBe(true);
      expect(isTold({ ...removal, type }, { independentSource: true })).toBe(true);
      expect(isTold({ ...removal, type }, { independentSource: true, scope: elsewhere })).toBe(
        false,
      );
    }
  });

  it('given a scope that was narrowed since, then whoever was told of the listing is told of what undoes it', () => {
    for (const type of OF_HOLDERS) {
      expect(isTold({ ...removal, type }, { told: true, scope: elsewhere })).toBe(true);
    }
  });

  it('given a snapshot at or after its publication, then its holder is told; before it, or of another scope, not', () => {
    for (const type of OF_HOLDERS) {
      const change = { ...removal, type };
      expect(isTold(change, { snapshot: 7, listedPosition: 7 })).toBe(true);
      expect(isTold(change, { snapshot: 9, listedPosition: 7, scope: elsewhere })).toBe(false);
      expect(
        isTold(change, { snapshot: 9, listedPosition: 7, scope: elsewhere, snapshotScope: {} }),
      ).toBe(true);
      expect(isTold(change, { snapshot: 6, listedPosition: 7 })).toBe(false);
      expect(isTold(change, { snapshot: 6, listedPosition: 0 })).toBe(false);
    }
  });

  it('given a listing that has left the list, then a snapshot after that does not hold it', () => {
    const revoked = { ...removal, type: 'listing.revoked.v1' as const };
    const gone = { listedPosition: 7, leftPosition: 12 };
    expect(isTold(revoked, { ...gone, snapshot: 11 })).toBe(true);
    expect(isTold(revoked, { ...gone, snapshot: 12 })).toBe(false);
    expect(isTold(revoked, { listedPosition: 14, leftPosition: 12, snapshot: 15 })).toBe(true);
  });

  it('given a restoration, then also all who were told of what it undoes', () => {
    const restored = { ...removal, type: 'listing.restored.v1' as const };
    expect(isTold(restored, {})).toBe(true);
    expect(isTold(restored, { scope: elsewhere })).toBe(false);
    expect(isTold(restored, { scope: elsewhere, toldOfUndone: true })).toBe(true);
  });

  it('given a scope that leaves lifts out, then nobody is told of one', () => {
    const lift = { ...removal, type: 'restriction.lifted.v1' as const };
    const changeTypes: Scope['changeTypes'] = ['listing.published.v1', 'listing.removed.v1'];
    expect(isTold(lift, { told: true, scope: { changeTypes } })).toBe(false);
  });

  it('given any candidate and any change of what is listed, then it tells nobody whom neither we nor the court told', () => {
    const given = fc.record({
      scope: fc.constantFrom<Scope>({}, { courts: ['皖0104'] }, elsewhere),
      independentSource: fc.boolean(),
      told: fc.boolean(),
      toldOfUndone: fc.boolean(),
      snapshot: fc.nat(3),
      listedPosition: fc.nat(3),
    });
    fc.assert(
      fc.property(fc.constantFrom(...OF_HOLDERS), given, (type, each) => {
        if (!isTold({ ...removal, type }, each)) return;
        const bySnapshot = each.listedPosition > 0 && each.snapshot >= each.listedPosition;
        expect(each.told || each.independentSource || bySnapshot).toBe(true);
      }),
    );
  });
});
