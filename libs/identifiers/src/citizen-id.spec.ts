import { checkCitizenId, checkRecordedCitizenId, citizenIdOf } from './citizen-id.js';

const TODAY = '2026-11-23';

describe('公民身份号码', () => {
  it.each([
    '340104190006150018',
    '460200190112310035',
    '230102190402290049',
    '110101190003070029',
    '34010419000615019X',
  ])('given %s, then it is valid', (number) => {
    expect(checkCitizenId(number, TODAY)).toEqual({ ok: true, value: number });
  });

  it.each([
    ['lower-case x', '34010419000615019x'],
    ['blanks around', ' 34010419000615019X '],
  ])('given %s, then it is normalised and valid', (_why, number) => {
    expect(checkCitizenId(number, TODAY)).toEqual({ ok: true, value: '34010419000615019X' });
  });

  it.each([
    ['a wrong check', '340104190006150019'],
    ['30 February', '110101199002300010'],
    ['29 February of no leap year', '110101190102290019'],
    ['a birth date to come', '110101209903070013'],
    ['17 characters', '11010119900307001'],
    ['the old 15 digits', '110101900307001'],
    ['an area from 0', '010104190006150018'],
    ['month 13', '340104190013150018'],
    ['nothing', ''],
  ])('given %s, then it is refused', (_why, number) => {
    expect(checkCitizenId(number, TODAY)).toEqual({ ok: false, rule: 'ID_NUMBER_CHECK' });
  });

  it('given a child born today, then it is valid', () => {
    expect(checkCitizenId('340104190006150018', '1900-06-15').ok).toBe(true);
    expect(checkCitizenId('340104190006150018', '1900-06-14').ok).toBe(false);
  });
});

describe('公民身份号码 of records that courts already hold', () => {
  it.each([
    ['18 digits', '340104190006150018', '340104190006150018', null],
    ['15 digits', '110101900307001', '110101199003070011', 'ID_NUMBER_OF_15_DIGITS'],
    [
      '15 digits in full width',
      '１１０１０１９００３０７００１',
      '110101199003070011',
      'ID_NUMBER_OF_15_DIGITS',
    ],
  ])('given %s, then it is kept as the number of today', (_why, number, value, flag) => {
    expect(checkRecordedCitizenId(number, TODAY)).toEqual({ ok: true, value, flag });
  });

  it.each([
    ['a masked number', '3401041900****0018', 'ID_NUMBER_MASKED'],
    ['a wrong check', '340104190006150019', 'ID_NUMBER_CHECK'],
    ['15 digits with 30 February', '110101900230001', 'ID_NUMBER_CHECK'],
    ['a passport', 'E12345678', 'ID_NUMBER_CHECK'],
    ['nothing', '', 'ID_NUMBER_CHECK'],
  ])('given %s, then it is refused by name', (_why, number, rule) => {
    expect(checkRecordedCitizenId(number, TODAY)).toEqual({ ok: false, rule });
  });
});

describe('a number from its first 17 digits', () => {
  it.each(['340104190006150018', '34010419000615019X'])(
    'given %s without its check, then it is found',
    (number) => {
      expect(citizenIdOf(number.slice(0, 17))).toBe(number);
    },
  );
});
