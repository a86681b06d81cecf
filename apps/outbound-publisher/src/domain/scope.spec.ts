import fc from 'fast-check';
import { SANCTION_DOMAINS } from '#contracts';
import { missingChangeTypes } from './change-types.js';
import { CHANGE_TYPES, SUBJECT_TYPES, type Scope } from './contract.js';
import { isRegion } from './region.js';
import { scopeCovers, scopeTakesListing, type ScopedChange } from './scope.js';
import { mayHoldBySnapshot } from './snapshot-holdings.js';

const published: ScopedChange = {
  courtCode: '皖0104',
  subjectType: 'UNIT',
  eventType: 'listing.published.v1',
};

const COURTS = ['皖', '皖01', '皖0104', '皖02', '沪0101', '最高法', '兵0101', '新0101'];
const scopes = fc.record(
  {
    courts: fc.uniqueArray(fc.constantFrom(...COURTS), { minLength: 1 }),
    regions: fc.uniqueArray(fc.constantFrom('皖', '皖01', '沪', '新'), { minLength: 1 }),
    subjectTypes: fc.uniqueArray(fc.constantFrom(...SUBJECT_TYPES), { minLength: 1 }),
    sanctionDomains: fc.uniqueArray(fc.constantFrom(...SANCTION_DOMAINS), { minLength: 1 }),
    changeTypes: fc.uniqueArray(fc.constantFrom(...CHANGE_TYPES), { minLength: 1 }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Scope>;
const changes = fc.record({
  courtCode: fc.constantFrom(...COURTS),
  subjectType: fc.constantFrom(...SUBJECT_TYPES),
  eventType: fc.constantFrom(...CHANGE_TYPES),
  sanctionDomains: fc.option(fc.uniqueArray(fc.constantFrom(...SANCTION_DOMAINS)), {
    nil: undefined,
  }),
});

describe('a scope', () => {
  it.each<[string, Scope, Partial<ScopedChange>, boolean]>([
    ['nothing', {}, {}, true],
    ['the court itself', { courts: ['皖0104'] }, {}, true],
    ['another court', { courts: ['皖0102'] }, {}, false],
    ['the province', { regions: ['皖'] }, {}, true],
    ['the province, of its high court', { regions: ['皖'] }, { courtCode: '皖' }, true],
    ['the district of the intermediate court', { regions: ['皖01'] }, {}, true],
    ['that court itself', { regions: ['皖01'] }, { courtCode: '皖01' }, true],
    ['the district, of the high court above it', { regions: ['皖01'] }, { courtCode: '皖' }, false],
    ['another district', { regions: ['皖02'] }, {}, false],
    ['a court elsewhere beside a region', { courts: ['皖0104'], regions: ['沪'] }, {}, true],
    ['the Corps for Xinjiang', { regions: ['新'] }, { courtCode: '兵0101' }, false],
    ['persons only', { subjectTypes: ['PERSON'] }, {}, false],
    ['a field, of a change that names none', { sanctionDomains: ['BIDDING'] }, {}, true],
    [
      'a field among others',
      { sanctionDomains: ['BIDDING'] },
      { sanctionDomains: ['BIDDING', 'MARKET_ACCESS'] },
      true,
    ],
    [
      'another field',
      { sanctionDomains: ['BIDDING'] },
      { sanctionDomains: ['MARKET_ACCESS'] },
      false,
    ],
    ['the type', { changeTypes: ['listing.published.v1'] }, {}, true],
    ['another type', { changeTypes: ['listing.removed.v1'] }, {}, false],
  ])('given %s, then it is decided so', (_what, scope, change, covered) => {
    expect(scopeCovers(scope, { ...published, ...change })).toBe(covered);
  });

  it('given any restriction more, then it never covers more, except where', () => {
    fc.assert(
      fc.property(scopes, changes, (scope, change) => {
        const { courts, regions } = scope;
        const place = { ...(courts && { courts }), ...(regions && { regions }) };
        if (scopeCovers(scope, change)) expect(scopeCovers(place, change)).toBe(true);
        // Both say where: a region more never takes a court away.
        if (courts && scopeCovers({ courts }, change)) {
          expect(scopeCovers(place, change)).toBe(true);
        }
      }),
    );
  });

  it.each([
    ['皖', true],
    ['皖01', true],
    ['兵', true],
    ['皖0104', false],
    ['最高法', false],
    ['安徽', false],
    ['皖1', false],
    ['', false],
    ['港', false],
  ])('given %s, then whether it is a region: %s', (code, expected) => {
    expect(isRegion(code)).toBe(expected);
  });
});

describe('change types', () => {
  it('given publications without what undoes them, then what is missing is named', () => {
    expect(missingChangeTypes(['listing.published.v1'])).toEqual([
      ...['listing.removed.v1', 'listing.revoked.v1', 'listing.shielded.v1'],
      ...['listing.restored.v1', 'listing.corrected.v1'],
    ]);
    expect(missingChangeTypes(['listing.removed.v1'])).toContain('listing.restored.v1');
  });

  it('given errors alone, lifts alone, or everything, then nothing is missing', () => {
    expect(missingChangeTypes(['listing.revoked.v1'])).toEqual([]);
    expect(missingChangeTypes(['restriction.lifted.v1'])).toEqual([]);
    expect(missingChangeTypes(CHANGE_TYPES)).toEqual([]);
  });

  it('given any types that pass, then whatever tells of a listing is taken with what takes it away', () => {
    fc.assert(
      fc.property(fc.subarray([...CHANGE_TYPES]), (types) => {
        fc.pre(missingChangeTypes(types).length === 0);
        const tells = [
          'listing.published.v1',
          'listing.restored.v1',
          'listing.corrected.v1',
        ] as const;
        if (!tells.some((type) => types.includes(type))) return;
        expect(types).toEqual(
          expect.arrayContaining([
            'listing.removed.v1',
            'listing.revoked.v1',
            'listing.shielded.v1',
          ]),
        );
      }),
    );
  });

  it('given the types that a removal needs, then adding them is enough', () => {
    fc.assert(
      fc.property(fc.subarray([...CHANGE_TYPES]), (types) => {
        let whole = types;
        while (missingChangeTypes(whole).length > 0)
          whole = [...whole, ...missingChangeTypes(whole)];
        expect(whole.length).toBeLessThanOrEqual(CHANGE_TYPES.length);
      }),
    );
  });
});

describe('what is held by snapshot', () => {
  const listing = { courtCode: '皖0104', subjectType: 'UNIT' as const, listedPosition: 7 };

  it('given a snapshot at or after its listing, under a scope that took it, then it may be held', () => {
    expect(mayHoldBySnapshot([{ scope: {}, position: 7 }], listing)).toBe(true);
    expect(mayHoldBySnapshot([{ scope: {}, position: 6 }], listing)).toBe(false);
    expect(mayHoldBySnapshot([{ scope: { courts: ['沪0101'] }, position: 9 }], listing)).toBe(
      false,
    );
  });

  it('given none, then it is not held, wherever it stands', () => {
    expect(mayHoldBySnapshot([], listing)).toBe(false);
    expect(mayHoldBySnapshot([{ scope: {}, position: 0 }], { ...listing, listedPosition: 0 })).toBe(
      false,
    );
  });

  it('given a scope narrowed since, then what its snapshot held is still held', () => {
    const narrowed = { scope: { courts: ['沪0101'] }, position: 0 };
    expect(mayHoldBySnapshot([{ scope: {}, position: 8 }, narrowed], listing)).toBe(true);
  });

  it('given a scope without publications, then no snapshot tells it of a listing', () => {
    expect(scopeTakesListing({ changeTypes: ['listing.revoked.v1'] }, listing)).toBe(false);
  });
});
