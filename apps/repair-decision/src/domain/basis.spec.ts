import { actionOf, isRestorable } from './basis.js';

describe('the table of bases', () => {
  it.each([
    ['D1_PERFORMED', 'REMOVE', false],
    ['P_EARLY', 'REMOVE', true],
    ['T_TEMP_SHIELD', 'SHIELD', true],
  ] as const)(
    'given %s, then the order is %s and restorable is %s',
    (basis, action, restorable) => {
      expect(actionOf(basis)).toBe(action);
      expect(isRestorable(basis)).toBe(restorable);
    },
  );
});
