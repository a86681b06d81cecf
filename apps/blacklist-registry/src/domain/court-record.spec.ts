import { maskIdNumber } from './court-record.js';

describe('masking an identity number', () => {
  it.each([
    ['340104190006150018', '3401041900****0018'],
    ['11010119000307002X', '1101011900****002X'],
  ])('given %s, then month and day of birth are hidden', (idNumber, masked) => {
    expect(maskIdNumber(idNumber)).toBe(masked);
  });
});
