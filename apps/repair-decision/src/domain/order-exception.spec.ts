import { anOrder, NOON } from '../../test/domain-cases.js';
import type { Order } from './order.js';
import { ANSWER_WITHIN, exceptionOf } from './order-exception.js';

const due = new Date(NOON.getTime() + ANSWER_WITHIN);
const early = new Date(due.getTime() - 1);
const applied: Order['outcome'] = { result: 'APPLIED', version: 2, at: NOON, announced: true };
const unannounced: Order['outcome'] = { ...applied, announced: false };
const refused: Order['outcome'] = { result: 'REFUSED', reason: 'ILLEGAL_TRANSITION', at: NOON };
const acknowledged: Order['acknowledged'] = { by: 'judge-wang', at: NOON, reason: '已知悉' };
const change = { restrictionRef: null, version: 2, expected: 4, at: NOON.toISOString() };
const accepted: Order['accepted'] = [change];
const lifts: Order['lifts'] = [{ restrictionRef: 'rst_1', basis: 'R_PERFORMED', until: null }];

describe('what is wrong with an order', () => {
  it.each<[string, Partial<Order>, Date, unknown]>([
    ['unanswered, and there is time', {}, early, null],
    ['unanswered for 60 s', {}, due, { kind: 'UNANSWERED', since: due }],
    ['accepted before its answer came', { accepted }, due, { kind: 'UNANSWERED', since: due }],
    ['applied, and there is time', { outcome: applied }, early, null],
    ['applied, not accepted', { outcome: applied }, due, { kind: 'NOT_ACCEPTED', since: due }],
    ['applied and accepted', { outcome: applied, accepted }, due, null],
    ['applied in grace, told to nobody', { outcome: unannounced }, due, null],
    [
      'applied, its lift not accepted',
      { outcome: applied, accepted, lifts },
      due,
      { kind: 'NOT_ACCEPTED', since: due },
    ],
    [
      'applied and accepted, its lift too',
      { outcome: applied, accepted: [...accepted, { ...change, restrictionRef: 'rst_1' }], lifts },
      due,
      null,
    ],
    [
      'a lift, applied and accepted',
      { action: 'LIFT', outcome: applied, accepted, lifts },
      due,
      null,
    ],
    ['refused and acknowledged', { outcome: refused, acknowledged }, due, null],
    ['refused', { outcome: refused }, early, { kind: 'REFUSED', since: NOON }],
  ])('given an order that is %s', (_case, changes, now, expected) => {
    expect(exceptionOf(anOrder(changes), now)).toEqual(expected);
  });
});
