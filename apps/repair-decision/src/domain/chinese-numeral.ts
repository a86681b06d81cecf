const DIGITS = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
const UNITS = ['', '十', '百', '千'];

/** A number from 1 to 9999 in words, as in 之十二 and （一）. */
export function chineseNumeral(value: number): string {
  if (!Number.isInteger(value) || value < 1 || value > 9999) return String(value);
  const digits = [...String(value)].map(Number);
  const words = digits.map((digit, i) => {
    if (digit !== 0) return `${DIGITS[digit]}${UNITS[digits.length - 1 - i]}`;
    // One 〇 stands for a run of zeros, and none stands at the end.
    const isLastZero = digits[i + 1] !== 0 && digits.slice(i).some((each) => each !== 0);
    return isLastZero ? '零' : '';
  });
  return words.join('').replace(/^一十/, '十');
}

/** A day as courts write it at the end of a paper: `2026-04-08` → 二〇二六年四月八日. */
export function chineseDate(date: string): string {
  const [year = '', month = '', day = ''] = date.split('-');
  const yearInDigits = [...year].map((digit) => DIGITS[Number(digit)]).join('');
  return `${yearInDigits}年${chineseNumeral(Number(month))}月${chineseNumeral(Number(day))}日`;
}
