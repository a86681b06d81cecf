import { isSameDebtor, type EnteredDebtor } from './same-debtor.js';

const FIRM = { type: 'UNIT', name: '合肥青禾建材有限公司', uscc: '91340100TE5T000167' } as const;
const PERSON = { type: 'PERSON', name: '张某' } as const;

describe('whether a promise and a listing speak of one debtor', () => {
  const entered: [string, EnteredDebtor, boolean, boolean][] = [
    ['the firm', { type: 'UNIT', uscc: '91340100TE5T000167' }, true, false],
    ['the firm under its old code', { type: 'UNIT', uscc: 'TE5T00016' }, true, false],
    ['its old code as it used to be written', { type: 'UNIT', uscc: 'TE5T0001-6' }, true, false],
    ['another firm', { type: 'UNIT', uscc: '91340100TE5T000175' }, false, false],
    ['the person', { type: 'PERSON', name: ' 张某' }, false, true],
    ['another person', { type: 'PERSON', name: '张某某' }, false, false],
  ];
  it.each(entered)('given %s is listed, then its own promise alone counts', (_, listed, ...own) => {
    expect([isSameDebtor(FIRM, listed), isSameDebtor(PERSON, listed)]).toEqual(own);
  });
});
