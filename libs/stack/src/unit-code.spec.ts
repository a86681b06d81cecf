import { checkUscc } from '#identifiers';
import { unitCode } from './unit-code.js';

describe('codes of invented firms', () => {
  it('given a thousand numbers, then a thousand valid codes', () => {
    const codes = Array.from({ length: 1000 }, (_, number) => unitCode(number));
    expect(codes.every((code) => checkUscc(code).ok)).toBe(true);
    expect(new Set(codes).size).toBe(1000);
  });
});
