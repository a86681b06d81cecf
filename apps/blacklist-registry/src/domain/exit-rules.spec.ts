import { REMOVAL_BASES, type ListingGround, type RemovalBasis } from '#contracts';
import { aTerm, listingsInEachState, TODAY } from '../../test/listing-states.js';
import { EXIT_RULES, mayExit, openExits } from './exit-rules.js';
import type { Term } from './term.js';

const LONG_AGO = '2022-05-05';
const TERMED: ListingGround[] = [
  'L2_OBSTRUCT_RESIST',
  'L3_EVADE',
  'L4_ASSET_REPORT',
  'L5_SPENDING_ORDER',
  'L6_SETTLEMENT',
];

/** Every ground alone and beside L1, with its term running and over, under both texts. */
const TERMS: [name: string, Term, kind: 'none' | 'running' | 'over'][] = [
  ['L1', aTerm(['L1_ABLE_BUT_REFUSES']), 'none'],
  ...TERMED.flatMap((ground): [string, Term, 'none' | 'running' | 'over'][] => [
    [`${ground}, running`, aTerm([ground]), 'running'],
    [`${ground}, over`, aTerm([ground], LONG_AGO), 'over'],
    [`L1 + ${ground}, running`, aTerm(['L1_ABLE_BUT_REFUSES', ground]), 'running'],
    [`L1 + ${ground}, over`, aTerm(['L1_ABLE_BUT_REFUSES', ground], LONG_AGO), 'none'],
    [`${ground} under the text of 2013`, aTerm([ground], '2016-05-05', 'FS2013-17'), 'none'],
  ]),
];

const MANDATORY = REMOVAL_BASES.filter((basis) => basis.startsWith('D'));
const DISCRETIONARY_OR_ERROR: RemovalBasis[] = ['P_EARLY', 'X_REVOKED_ERROR'];

/** The law in so many words; the code under test says it as one table. */
const EXPECTED: Record<'none' | 'running' | 'over', Record<string, RemovalBasis[]>> = {
  none: {
    decided: [...MANDATORY, ...DISCRETIONARY_OR_ERROR],
    grace: [...MANDATORY, ...DISCRETIONARY_OR_ERROR],
    published: [...MANDATORY, ...DISCRETIONARY_OR_ERROR],
    shielded: [...MANDATORY, ...DISCRETIONARY_OR_ERROR],
  },
  running: {
    decided: [...MANDATORY, ...DISCRETIONARY_OR_ERROR],
    grace: [...MANDATORY, ...DISCRETIONARY_OR_ERROR],
    published: DISCRETIONARY_OR_ERROR,
    shielded: DISCRETIONARY_OR_ERROR,
  },
  over: {
    decided: [...MANDATORY, 'E_TERM_EXPIRED', ...DISCRETIONARY_OR_ERROR],
    grace: [...MANDATORY, 'E_TERM_EXPIRED', ...DISCRETIONARY_OR_ERROR],
    published: ['E_TERM_EXPIRED', ...DISCRETIONARY_OR_ERROR],
    shielded: ['E_TERM_EXPIRED', ...DISCRETIONARY_OR_ERROR],
  },
};
const AFTERWARDS: Record<string, RemovalBasis[]> = {
  deletedEarly: ['X_REVOKED_ERROR'],
  deletedPerformed: ['X_REVOKED_ERROR'],
  expired: ['X_REVOKED_ERROR'],
  revoked: [],
};

describe.each(TERMS)('the exits of a listing by %s', (_name, term, kind) => {
  const listings = listingsInEachState(term);
  it.each(Object.keys(listings) as (keyof typeof listings)[])('from %s', (state) => {
    const expected = { ...EXPECTED[kind], ...AFTERWARDS }[state];
    for (const basis of REMOVAL_BASES) {
      expect([basis, mayExit(listings[state], basis, TODAY)]).toEqual([
        basis,
        expected?.includes(basis),
      ]);
    }
    expect(openExits(listings[state], TODAY)).toEqual(expected);
  });
});

describe('the table of exits', () => {
  it('given any exit, then it names the article it rests on', () => {
    for (const basis of REMOVAL_BASES) expect(EXIT_RULES[basis].legalSource).toMatch(/Art \d/);
  });
});
