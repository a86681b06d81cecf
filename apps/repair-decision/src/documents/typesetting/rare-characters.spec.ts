import { isPrintable } from './rare-characters.js';

describe('what can be printed', () => {
  it.each([
    ['已付清拖欠工资 8,182 元（含利息）。\n第二段：“完毕”——①', true],
    ['刘\u{2C386}、\u{20BB7}野、葛\u{E0100}', true],
    ['阿卜杜拉·买买提 O’Neill', true],
    ['已付清\u{1F600}', false],
    ['☎\u{1F4DE}', false],
  ])('given %j, then %s', (text, printable) => {
    expect(isPrintable(text)).toBe(printable);
  });
});
