import fc from 'fast-check';
import { BASES, ORDER_ACTIONS, REMOVAL_BASES, type Basis, type OrderAction } from '#contracts';

export interface Act {
  action: OrderAction;
  basis: Basis;
}

/** Mostly what a court might mean, so that listings live long enough; sometimes any pair at all. */
export const anyAct: fc.Arbitrary<Act> = fc.oneof(
  { weight: 2, arbitrary: anyOf('REMOVE', ...REMOVAL_BASES) },
  { weight: 2, arbitrary: anyOf('REMOVE', 'P_EARLY', 'P_EARLY', 'X_REVOKED_ERROR') },
  { weight: 4, arbitrary: anyOf('SHIELD', 'T_TEMP_SHIELD') },
  { weight: 5, arbitrary: anyOf('RESTORE', 'T_TEMP_SHIELD', 'P_EARLY') },
  { weight: 2, arbitrary: anyOf('CORRECT', 'X_CORRECTED') },
  { weight: 1, arbitrary: anyOf('LIFT', 'R_PERFORMED') },
  {
    weight: 2,
    arbitrary: fc.record({
      action: fc.constantFrom(...ORDER_ACTIONS),
      basis: fc.constantFrom(...BASES),
    }),
  },
);
function anyOf(action: OrderAction, ...bases: Basis[]) {
  return fc.record({ action: fc.constant(action), basis: fc.constantFrom(...bases) });
}
