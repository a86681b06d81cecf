import fc from 'fast-check';
import type { Scope } from './contract.js';
import { expectedSet, type AnnouncedChange, type Candidate } from './expected-set.js';

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

function candidate(given: Partial<Candidate> = {}): Candidate {
  return {
    id: 'sub_1',
    scope: {},
    independentSource: false,
    toldBefore: false,
    toldOfUndone: false,
    ...given,
  };
}

const told = (change: AnnouncedChange, given: Partial<Candidate>) =>
  expectedSet(change, [candidate(given)]).length === 1;

describe('invariant 2: the expected set', () => {
  it('given a publication, then whoever has it in scope is told', () => {
    const published = { ...removal, type: 'listing.published.v1' as const };
    expect(told(published, {})).toBe(true);
    expect(told(published, { scope: { courts: ['皖0104'], subjectTypes: ['UNIT'] } })).toBe(true);
    expect(told(published, { scope: { courts: ['京0105'] } })).toBe(false);
    expect(told(published, { scope: { subjectTypes: ['PERSON'] }, toldBefore: true })).toBe(false);
  });

  it('given any other change, then only those who may hold the listing are told', () => {
    for (const type of OF_HOLDERS) {
      expect(told({ ...removal, type }, {})).toBe(false);
      expect(told({ ...removal, type }, { toldBefore: true })).toBe(true);
      expect(told({ ...removal, type }, { independentSource: true })).toBe(true);
      expect(
        told({ ...removal, type }, { independentSource: true, scope: { courts: ['京0105'] } }),
      ).toBe(false);
    }
  });

  it('given a restoration, then also all who were told of what it undoes', () => {
    const restored = { ...removal, type: 'listing.restored.v1' as const };
    expect(told(restored, {})).toBe(true);
    expect(told(restored, { scope: { courts: ['京0105'] } })).toBe(false);
    expect(told(restored, { scope: { courts: ['京0105'] }, toldOfUndone: true })).toBe(true);
  });

  it('given any candidates and any change of what is listed, then it tells nobody whom neither we nor the court told', () => {
    const candidates = fc.record({
      id: fc.string(),
      scope: fc.constantFrom<Scope>({}, { courts: ['皖0104'] }, { courts: ['京0105'] }),
      independentSource: fc.boolean(),
      toldBefore: fc.boolean(),
      toldOfUndone: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.constantFrom(...OF_HOLDERS), fc.array(candidates), (type, all) => {
        for (const one of expectedSet({ ...removal, type }, all)) {
          expect(one.toldBefore || one.independentSource).toBe(true);
        }
      }),
    );
  });
});
