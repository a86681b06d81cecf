import { barredUntil } from './relisting-bar.js';

describe("the creditor's six months", () => {
  it.each([
    ['2026-05-20', '2026-11-20', '2026-11-20'],
    ['2026-05-20', '2026-11-21', null],
    ['2026-08-31', '2027-02-28', '2027-02-28'],
    ['2026-08-31', '2027-03-01', null],
  ])(
    'given a deletion on %s, when decided on %s, then barred until %s',
    (deleted, decided, until) => {
      expect(barredUntil(deleted, decided)).toBe(until);
    },
  );
});
