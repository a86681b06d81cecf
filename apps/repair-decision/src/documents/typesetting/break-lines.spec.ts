import fc from 'fast-check';
import { breakLines } from './break-lines.js';

/** As in a font for Chinese: letters and digits take half of what a character takes. */
const measure = (text: string) =>
  [...text].reduce((sum, each) => sum + (/[\x20-\x7e]/.test(each) ? 0.5 : 1), 0);
const textsOf = (text: string, width: number, indent = 0) =>
  breakLines(text, { width, indent, measure }).map((line) => line.text);

describe('breaking a text into lines', () => {
  it('given a text, then lines are filled, the first one shorter by the indent', () => {
    expect(textsOf('一二三四五六七八九十', 4, 2)).toEqual(['一二', '三四五六', '七八九十']);
  });

  it.each([
    ['a comma hangs over by its blank half', '一二三，四五', 3.5, ['一二三，', '四五']],
    ['a comma that can not hang takes a character along', '一二三四，五', 4, ['一二三', '四，五']],
    ['an opening bracket goes with what it opens', '一二（三四', 3, ['一二', '（三四']],
    ['a quotation is not left open at the end', '一二三“四五”六', 4, ['一二三', '“四五”', '六']],
    ['a number stays whole', '支付386,000元整', 5, ['支付', '386,000元', '整']],
    ['a code stays whole', '代码91340100TE5T000167。', 10, ['代码', '91340100TE5T000167。']],
    [
      'words break at blanks, which vanish',
      'John Fitzgerald Smith',
      5,
      ['John', 'Fitzgerald', 'Smith'],
    ],
    ['a long word is broken after its hyphen', 'Anna-Maria', 3, ['Anna-', 'Maria']],
    ['what no line holds is taken apart', 'abcdefgh', 2, ['abcd', 'efgh']],
  ])('given %s', (_what, text, width, lines) => {
    expect(textsOf(text, width)).toEqual(lines);
  });

  it('given nothing, then there is one empty line', () => {
    expect(breakLines('', { width: 4, measure })).toEqual([{ text: '', width: 0 }]);
  });

  it('given any text, then nothing is lost, no line is too long and none begins or ends wrongly', () => {
    const part = fc.constantFrom(
      '中',
      '文',
      '，',
      '。',
      '（',
      '）',
      '“',
      '”',
      'ab',
      '12',
      ' ',
      '《',
      '》',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 80 }), (parts) => {
        const text = parts.join('');
        const lines = breakLines(text, { width: 12, measure });
        const kept = lines.map((line) => line.text).join('');
        expect(kept.replace(/ /g, '')).toBe(text.replace(/ /g, ''));
        for (const [i, line] of lines.entries()) {
          // A run of marks that no line can hold is the one exception.
          const isRunOfMarks = /[，。（）“”《》]{8}/.test(line.text);
          if (isRunOfMarks) continue;
          if (i > 0) expect(line.text).not.toMatch(/^[，。）”》]/u);
          if (i < lines.length - 1) expect(line.text).not.toMatch(/[（“《]$/u);
          expect(line.width).toBeLessThanOrEqual(12);
        }
      }),
    );
  });
});
