import { createTexts } from './texts.js';
import { languageOf } from './language-of.js';

describe('texts', () => {
  const { text, has } = createTexts({
    'zh-CN': { 'order.issued': '已发出第{{orderNo}}号命令' },
    en: { 'order.issued': 'Order no. {{orderNo}} issued' },
  });

  it('given no language, then the text is Chinese', () => {
    expect(text('order.issued', { orderNo: 2 })).toBe('已发出第2号命令');
  });

  it('given English, then the text is English', () => {
    expect(text('order.issued', { orderNo: 2 }, 'en')).toBe('Order no. 2 issued');
  });

  it('given a value with markup, then it is left as it is', () => {
    expect(text('order.issued', { orderNo: '<2>' }, 'en')).toBe('Order no. <2> issued');
  });

  it('given a key from outside, then `has` tells whether it exists', () => {
    expect([has('order.issued'), has('toString')]).toEqual([true, false]);
  });
});

describe('languageOf', () => {
  it.each([
    [undefined, 'zh-CN'],
    ['', 'zh-CN'],
    ['*', 'zh-CN'],
    ['en', 'en'],
    ['en-GB,en;q=0.9', 'en'],
    ['zh-TW,en;q=0.8', 'zh-CN'],
    ['fr;q=1, en;q=0.7, zh;q=0.3', 'en'],
    ['en;q=0.2, zh-CN', 'zh-CN'],
    ['en;q=0', 'zh-CN'],
    ['en;q=nonsense', 'zh-CN'],
    ['de', 'zh-CN'],
  ])('given %p, then %s', (header, language) => {
    expect(languageOf(header)).toBe(language);
  });
});
