import { courtName } from '#identifiers';
import type { Phrases } from '../template/phrases.js';
import { higherCourtOf, inText, signatureLine, withoutStop } from './words.js';

const PHRASES = { higherCourt: '上一级人民法院' } as Phrases;

describe('the words of a paper', () => {
  it.each([
    ['皖0104', '安徽省合肥市中级人民法院'],
    ['皖01', '安徽省高级人民法院'],
    ['皖', '最高人民法院'],
    ['川0683', '上一级人民法院'],
  ])('given the court %s, then %s reviews', (court, name) => {
    expect(higherCourtOf(court, PHRASES)).toBe(name);
    expect(courtName(court)).not.toContain(court);
  });

  it('given days, then they stand without leading zeros', () => {
    expect(inText('2026-04-08')).toBe('2026年4月8日');
  });

  it.each([
    ['已付清。', '已付清'],
    ['已付清；。 ', '已付清'],
    ['已付清', '已付清'],
  ])('given %j, then the stop is left to the template', (text, without) => {
    expect(withoutStop(text)).toBe(without);
  });

  it.each([
    ['王强', '审判长　王　强'],
    ['李明华', '审判长　李明华'],
    ['欧阳建国', '审判长　欧阳建国'],
    [undefined, '审判长　　　　'],
  ])('given %s, then the line is even', (name, line) => {
    expect(signatureLine('审判长', name)).toBe(line);
  });
});
