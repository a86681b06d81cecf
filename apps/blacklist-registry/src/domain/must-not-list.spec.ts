import type { ListingGround } from '#contracts';
import { BARS, findBar, type Bar } from './must-not-list.js';

const UNIT = { type: 'UNIT', name: '合肥青禾建材有限公司', uscc: '91340100TE5T000167' } as const;
const BARS_L1: Bar[] = ['N1_GUARANTEE', 'N2_SEIZED_ENOUGH', 'N3_LATER_IN_ORDER', 'N4_OTHER_NOT_L1'];
const BARS_L1_L6: Bar[] = ['N6_CONTROLLED_ENOUGH', 'N7_CREDITOR_DEFERS'];

describe('who must not be listed', () => {
  it.each<[ListingGround, Bar[]]>([
    ['L1_ABLE_BUT_REFUSES', [...BARS]],
    ['L2_OBSTRUCT_RESIST', ['N5_MINOR', 'N8_UNIT_OFFICER', 'N9_STUDENT_LOAN']],
    ['L3_EVADE', ['N5_MINOR', 'N8_UNIT_OFFICER', 'N9_STUDENT_LOAN']],
    ['L6_SETTLEMENT', ['N5_MINOR', ...BARS_L1_L6, 'N8_UNIT_OFFICER', 'N9_STUDENT_LOAN']],
  ])('given %s, then it is barred by %j and nothing else', (ground, barring) => {
    const found = BARS.filter(
      (bar) =>
        findBar({ subject: UNIT, grounds: [ground], decidedOn: '2026-03-02', bars: [bar] }) === bar,
    );
    expect(found).toEqual(barring);
  });

  it('given L1 among other grounds, then what bars L1 bars the listing as it was entered', () => {
    const grounds: ListingGround[] = ['L3_EVADE', 'L1_ABLE_BUT_REFUSES'];
    for (const bar of BARS_L1) {
      expect(findBar({ subject: UNIT, grounds, decidedOn: '2026-03-02', bars: [bar] })).toBe(bar);
    }
  });

  it.each([
    ['1918-06-15', null],
    ['1918-06-14', 'N5_MINOR'],
  ])('given a person born on 1900-06-15, when decided on %s, then %s', (decidedOn, bar) => {
    const subject = { type: 'PERSON', name: '周明远', idNumber: '340104190006150018' } as const;
    expect(findBar({ subject, grounds: ['L3_EVADE'], decidedOn, bars: [] })).toBe(bar);
  });
});
