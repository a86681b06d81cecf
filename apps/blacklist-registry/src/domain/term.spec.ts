import type { ListingGround } from '#contracts';
import { isTermOver, termOf, type Extension, type RuleVersion } from './term.js';

function term(
  grounds: ListingGround[],
  decidedOn: string,
  extension: Extension | null = null,
  ruleVersion: RuleVersion = 'FS2017-7',
) {
  return termOf({ grounds, ruleVersion, decidedOn, extension });
}

describe('the term of a listing', () => {
  it.each<[ListingGround, string | null]>([
    ['L1_ABLE_BUT_REFUSES', null],
    ['L2_OBSTRUCT_RESIST', '2028-03-02'],
    ['L3_EVADE', '2028-03-02'],
    ['L4_ASSET_REPORT', '2028-03-02'],
    ['L5_SPENDING_ORDER', '2028-03-02'],
    ['L6_SETTLEMENT', '2028-03-02'],
  ])('given %s decided on 2026-03-02, then its last day is %s', (ground, termEndsOn) => {
    expect(term([ground], '2026-03-02')).toMatchObject({ termEndsOn });
  });

  it.each<[ListingGround[], Extension, unknown]>([
    [['L2_OBSTRUCT_RESIST'], { years: 3, reason: 'SERIOUS_RESISTANCE' }, '2031-03-02'],
    [['L3_EVADE'], { years: 1, reason: 'SEVERAL_ACTS' }, '2029-03-02'],
    [
      ['L1_ABLE_BUT_REFUSES', 'L4_ASSET_REPORT'],
      { years: 2, reason: 'SEVERAL_ACTS' },
      '2030-03-02',
    ],
    [['L3_EVADE'], { years: 1, reason: 'SERIOUS_RESISTANCE' }, 'EXTENSION_REASON'],
    [['L1_ABLE_BUT_REFUSES'], { years: 1, reason: 'SEVERAL_ACTS' }, 'EXTENSION_WITHOUT_TERM'],
    [['L3_EVADE'], { years: 4, reason: 'SEVERAL_ACTS' }, 'EXTENSION_YEARS'],
    [['L3_EVADE'], { years: 0, reason: 'SEVERAL_ACTS' }, 'EXTENSION_YEARS'],
    [['L3_EVADE'], { years: 1.5, reason: 'SEVERAL_ACTS' }, 'EXTENSION_YEARS'],
  ])('given %j longer by %j, then %s', (grounds, extension, expected) => {
    const got = term(grounds, '2026-03-02', extension);
    expect('refusal' in got ? got.refusal : got.termEndsOn).toBe(expected);
  });

  it('given a decision of 29 February, then the term ends with February', () => {
    expect(term(['L3_EVADE'], '2024-02-29')).toMatchObject({ termEndsOn: '2026-02-28' });
  });

  it('given the text of 2013, then there is no term, and the text goes by the day of the decision', () => {
    expect(term(['L3_EVADE'], '2017-04-30', null, 'FS2013-17')).toMatchObject({ termEndsOn: null });
    expect(term(['L3_EVADE'], '2017-05-01', null, 'FS2013-17')).toEqual({
      refusal: 'RULE_VERSION',
    });
    expect(term(['L3_EVADE'], '2017-04-30')).toEqual({ refusal: 'RULE_VERSION' });
  });

  it('given the last day, then the term still runs; on the next it is over, unless L1 is beside it', () => {
    const two = {
      grounds: ['L3_EVADE'],
      ruleVersion: 'FS2017-7',
      termEndsOn: '2026-11-23',
    } as const;
    expect(isTermOver(two, '2026-11-23')).toBe(false);
    expect(isTermOver(two, '2026-11-24')).toBe(true);
    expect(isTermOver({ ...two, grounds: ['L1_ABLE_BUT_REFUSES', 'L3_EVADE'] }, '2027-01-01')).toBe(
      false,
    );
  });
});
