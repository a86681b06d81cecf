import fc from 'fast-check';
import { decideOrder, type Order } from './decide-order.js';
import { publish, type Listing } from './listing.js';

const OWNER = '皖0104';
const fresh = publish('lst_01J9ZP0M3V6K8Q4T2R7X5W1Y9C', OWNER).listing;
const published: Listing = { ...fresh, version: 3, lastOrderNo: 2 };
const shielded: Listing = { ...published, status: 'SHIELDED', basis: 'T_TEMP_SHIELD', until: null };
const deletedEarly: Listing = { ...published, status: 'DELETED', basis: 'P_EARLY' };
const deletedPerformed: Listing = { ...published, status: 'DELETED', basis: 'D1_PERFORMED' };
const states = { published, shielded, deletedEarly, deletedPerformed };

function order(action: Order['action'], basis: Order['basis'], more: Partial<Order> = {}): Order {
  return { orderNo: 3, action, basis, courtCode: OWNER, until: null, ...more };
}

function decide(listing: Listing, ordered: Order, listedAnew = false) {
  return decideOrder(listing, ordered, { listedAnew });
}

describe('the one table of changes', () => {
  const legal = [
    ['published', 'REMOVE', 'D1_PERFORMED', 'DELETED', 'removed'],
    ['published', 'REMOVE', 'P_EARLY', 'DELETED', 'removed'],
    ['shielded', 'REMOVE', 'D1_PERFORMED', 'DELETED', 'removed'],
    ['shielded', 'REMOVE', 'P_EARLY', 'DELETED', 'removed'],
    ['published', 'SHIELD', 'T_TEMP_SHIELD', 'SHIELDED', 'shielded'],
    ['shielded', 'RESTORE', 'T_TEMP_SHIELD', 'PUBLISHED', 'restored'],
    ['deletedEarly', 'RESTORE', 'P_EARLY', 'PUBLISHED', 'restored'],
  ] as const;

  it.each(legal)('given %s, when %s by %s, then %s', (from, action, basis, to, kind) => {
    const verdict = decide(states[from], order(action, basis));
    expect(verdict).toMatchObject({
      kind: 'applied',
      change: { kind, basis, version: 4 },
      listing: { status: to, version: 4, lastOrderNo: 3 },
    });
  });

  it('given any other pair of state and order, when decided, then ILLEGAL_TRANSITION', () => {
    for (const from of Object.keys(states) as (keyof typeof states)[]) {
      for (const action of ['REMOVE', 'SHIELD', 'RESTORE'] as const) {
        for (const basis of ['D1_PERFORMED', 'P_EARLY', 'T_TEMP_SHIELD'] as const) {
          if (legal.some((row) => row[0] === from && row[1] === action && row[2] === basis))
            continue;
          expect(decide(states[from], order(action, basis))).toEqual({
            kind: 'refused',
            reason: 'ILLEGAL_TRANSITION',
            listing: { ...states[from], lastOrderNo: 3 },
          });
        }
      }
    }
  });

  it('given a shield with a last day, when shielded, then the listing carries it', () => {
    const verdict = decide(published, order('SHIELD', 'T_TEMP_SHIELD', { until: '2027-05-31' }));
    expect(verdict.listing).toMatchObject({ status: 'SHIELDED', until: '2027-05-31' });
  });

  it('given a debtor listed anew under the same case, when the old listing is restored, then refused', () => {
    expect(decide(deletedEarly, order('RESTORE', 'P_EARLY'), true)).toMatchObject({
      kind: 'refused',
      reason: 'ILLEGAL_TRANSITION',
    });
  });
});

describe('whose order, and which', () => {
  it("given another court's order, when decided, then OTHER_COURT and the number stays unused", () => {
    const foreign = order('REMOVE', 'D1_PERFORMED', { courtCode: '皖0103', orderNo: 99 });
    expect(decide(published, foreign)).toEqual({
      kind: 'refused',
      reason: 'OTHER_COURT',
      listing: published,
    });
  });

  it.each([1, 2])(
    'given orderNo 2 was last, when %d comes, then OLDER_ORDER and nothing changes',
    (orderNo) => {
      expect(decide(published, order('REMOVE', 'D1_PERFORMED', { orderNo }))).toEqual({
        kind: 'refused',
        reason: 'OLDER_ORDER',
        listing: published,
      });
    },
  );

  it('given a refused order, when an older one comes, then it stays older', () => {
    const { listing } = decide(published, order('RESTORE', 'P_EARLY', { orderNo: 5 }));
    expect(decide(listing, order('REMOVE', 'P_EARLY', { orderNo: 4 }))).toMatchObject({
      reason: 'OLDER_ORDER',
    });
  });

  it('given a restored listing, when restored again, then ILLEGAL_TRANSITION', () => {
    const { listing } = decide(shielded, order('RESTORE', 'T_TEMP_SHIELD'));
    expect(decide(listing, order('RESTORE', 'T_TEMP_SHIELD', { orderNo: 4 }))).toMatchObject({
      reason: 'ILLEGAL_TRANSITION',
    });
  });
});

describe('any sequence of orders', () => {
  const anyOrder: fc.Arbitrary<Order> = fc.record({
    orderNo: fc.integer({ min: 1, max: 12 }),
    action: fc.constantFrom('REMOVE', 'SHIELD', 'RESTORE'),
    basis: fc.constantFrom('D1_PERFORMED', 'P_EARLY', 'T_TEMP_SHIELD'),
    courtCode: fc.constantFrom(OWNER, OWNER, OWNER, '皖0103'),
    until: fc.constantFrom(null, '2027-05-31'),
  });
  const anyStep = fc.tuple(anyOrder, fc.boolean());

  function replay(
    steps: readonly [Order, boolean][],
    check: (before: Listing, step: Order, after: ReturnType<typeof decide>) => void,
  ) {
    let listing: Listing = fresh;
    for (const [step, listedAnew] of steps) {
      const verdict = decide(listing, step, listedAnew);
      check(listing, step, verdict);
      listing = verdict.listing;
    }
    return listing;
  }

  it('raises the version by exactly one when applied, and leaves everything but the number when refused', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 30 }), (steps) => {
        replay(steps, (before, step, after) => {
          if (after.kind === 'applied') {
            expect(after.listing.version).toBe(before.version + 1);
            expect(after.change.version).toBe(before.version + 1);
            expect(after.listing.lastOrderNo).toBe(step.orderNo);
          } else {
            expect({ ...after.listing, lastOrderNo: 0 }).toEqual({ ...before, lastOrderNo: 0 });
            expect(['OTHER_COURT', 'OLDER_ORDER', 'ILLEGAL_TRANSITION']).toContain(after.reason);
          }
          expect(after.listing.lastOrderNo).toBeGreaterThanOrEqual(before.lastOrderNo);
        });
      }),
    );
  });

  it('ends in a state of the law: a mandatory exit is final, and basis and state fit each other', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 30 }), (steps) => {
        const end = replay(steps, (before, _step, after) => {
          if (before.status === 'DELETED' && before.basis === 'D1_PERFORMED') {
            expect(after.kind).toBe('refused');
          }
        });
        const basis = end.status === 'PUBLISHED' ? null : end.basis;
        expect([
          'PUBLISHED null',
          'SHIELDED T_TEMP_SHIELD',
          'DELETED P_EARLY',
          'DELETED D1_PERFORMED',
        ]).toContain(`${end.status} ${basis}`);
      }),
    );
  });

  it('given every order twice, when replayed, then the listing ends as if each had come once', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 20 }), (steps) => {
        const doubled = steps.flatMap((step) => [step, step]);
        const nothing = () => undefined;
        expect(replay(doubled, nothing)).toEqual(replay(steps, nothing));
      }),
    );
  });
});
