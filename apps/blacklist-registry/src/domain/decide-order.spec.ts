import { BASES, ORDER_ACTIONS, type Basis, type OrderAction } from '#contracts';
import { aTerm, AT, listingsInEachState, OWNER, TODAY } from '../../test/listing-states.js';
import { decideOrder, type Facts, type Order } from './decide-order.js';
import { mayExit } from './exit-rules.js';
import type { Listing } from './listing.js';

const TERM = aTerm(['L1_ABLE_BUT_REFUSES']);
const states = listingsInEachState(TERM);
const CORRECTED = aTerm(['L3_EVADE']);

function order(action: OrderAction, basis: Basis, more: Partial<Order> = {}): Order {
  return {
    orderNo: 3,
    action,
    basis,
    courtCode: OWNER,
    effectiveOn: TODAY,
    until: null,
    lifts: 0,
    ...more,
  };
}

function decide(listing: Listing, ordered: Order, more: Partial<Facts> = {}) {
  const facts = { now: AT, today: TODAY, listedAnew: false, correction: null, ...more };
  return decideOrder(listing, ordered, facts);
}

describe('the one table of changes', () => {
  const legal = [
    ['published', 'REMOVE', 'D1_PERFORMED', 'DELETED', 'removed'],
    ['published', 'REMOVE', 'P_EARLY', 'DELETED', 'removed'],
    ['published', 'REMOVE', 'X_REVOKED_ERROR', 'REVOKED_AS_ERROR', 'revoked'],
    ['shielded', 'REMOVE', 'D1_PERFORMED', 'DELETED', 'removed'],
    ['shielded', 'REMOVE', 'P_EARLY', 'DELETED', 'removed'],
    ['decided', 'REMOVE', 'D1_PERFORMED', 'DELETED', 'removed'],
    ['grace', 'REMOVE', 'D1_PERFORMED', 'DELETED', 'removed'],
    ['grace', 'REMOVE', 'X_REVOKED_ERROR', 'REVOKED_AS_ERROR', 'revoked'],
    ['deletedPerformed', 'REMOVE', 'X_REVOKED_ERROR', 'REVOKED_AS_ERROR', 'revoked'],
    ['expired', 'REMOVE', 'X_REVOKED_ERROR', 'REVOKED_AS_ERROR', 'revoked'],
    ['published', 'SHIELD', 'T_TEMP_SHIELD', 'SHIELDED', 'shielded'],
    ['shielded', 'RESTORE', 'T_TEMP_SHIELD', 'PUBLISHED', 'restored'],
    ['deletedEarly', 'RESTORE', 'P_EARLY', 'PUBLISHED', 'restored'],
  ] as const;

  it.each(legal)('given %s, when %s by %s, then %s', (from, action, basis, to, kind) => {
    expect(decide(states[from], order(action, basis))).toMatchObject({
      kind: 'applied',
      change: { kind, basis, version: 4 },
      listing: { status: to, version: 4, lastOrderNo: 3, ...(to !== 'PUBLISHED' && { basis }) },
    });
  });

  it('given any other action and basis in any state, then ILLEGAL_TRANSITION and all stays as it was', () => {
    const isLegal = (from: keyof typeof states, action: OrderAction, basis: Basis) =>
      action === 'REMOVE'
        ? basis !== 'T_TEMP_SHIELD' &&
          basis !== 'X_CORRECTED' &&
          !basis.startsWith('R_') &&
          mayExit(states[from], basis as Parameters<typeof mayExit>[1], TODAY)
        : legal.some((row) => row[0] === from && row[1] === action && row[2] === basis);
    let refused = 0;
    for (const from of Object.keys(states) as (keyof typeof states)[]) {
      for (const action of ORDER_ACTIONS.filter((each) => each !== 'CORRECT')) {
        for (const basis of BASES.filter((each) => !isLegal(from, action, each))) {
          refused += 1;
          expect(decide(states[from], order(action, basis))).toEqual({
            kind: 'refused',
            reason: 'ILLEGAL_TRANSITION',
            listing: { ...states[from], lastOrderNo: 3 },
          });
        }
      }
    }
    expect(refused).toBeGreaterThan(400);
  });

  it('given a shield with a last day, when shielded, then the listing carries it', () => {
    const verdict = decide(
      states.published,
      order('SHIELD', 'T_TEMP_SHIELD', { until: '2027-05-31' }),
    );
    expect(verdict.listing).toMatchObject({ status: 'SHIELDED', until: '2027-05-31' });
  });

  it('given a shield that would be over before it starts, then ILLEGAL_TRANSITION', () => {
    const shield = order('SHIELD', 'T_TEMP_SHIELD', { until: '2026-11-22' });
    expect(decide(states.published, shield)).toMatchObject({ reason: 'ILLEGAL_TRANSITION' });
  });

  it('given a debtor listed anew under the same case, when the old listing is restored, then refused', () => {
    expect(
      decide(states.deletedEarly, order('RESTORE', 'P_EARLY'), { listedAnew: true }),
    ).toMatchObject({ kind: 'refused', reason: 'ILLEGAL_TRANSITION' });
  });

  it('given a listing that ended before it was published, when restored, then it stays what nobody saw', () => {
    const unseen: Listing = { ...states.deletedEarly, publishedAt: null };
    expect(decide(unseen, order('RESTORE', 'P_EARLY'))).toEqual({
      kind: 'refused',
      reason: 'ILLEGAL_TRANSITION',
      listing: { ...unseen, lastOrderNo: 3 },
    });
  });

  it('given a term that is over, when early deletion or a shield is undone, then nobody comes back', () => {
    const over = listingsInEachState(aTerm(['L3_EVADE'], '2022-05-05'));
    for (const [listing, basis] of [
      [over.deletedEarly, 'P_EARLY'],
      [over.shielded, 'T_TEMP_SHIELD'],
    ] as const) {
      expect(decide(listing, order('RESTORE', basis))).toMatchObject({
        reason: 'ILLEGAL_TRANSITION',
      });
    }
  });
});

describe('更正', () => {
  const correction = { term: CORRECTED, listedTwice: false };

  it.each(['decided', 'grace', 'published', 'shielded'] as const)(
    'given %s, when corrected, then the content is new and the state stays',
    (from) => {
      expect(decide(states[from], order('CORRECT', 'X_CORRECTED'), { correction })).toMatchObject({
        kind: 'applied',
        change: { kind: 'corrected', version: 4, term: CORRECTED },
        listing: { ...states[from], version: 4, lastOrderNo: 3, term: CORRECTED },
      });
    },
  );

  it.each(['deletedEarly', 'deletedPerformed', 'expired', 'revoked'] as const)(
    'given %s, then there is nothing to correct any more',
    (from) => {
      expect(decide(states[from], order('CORRECT', 'X_CORRECTED'), { correction })).toMatchObject({
        reason: 'ILLEGAL_TRANSITION',
      });
    },
  );

  it('given no such correction, then UNKNOWN_CORRECTION; given a debtor listed already, then refused', () => {
    expect(decide(states.published, order('CORRECT', 'X_CORRECTED'))).toMatchObject({
      reason: 'UNKNOWN_CORRECTION',
      listing: { lastOrderNo: 3 },
    });
    const twice = { correction: { ...correction, listedTwice: true } };
    expect(decide(states.published, order('CORRECT', 'X_CORRECTED'), twice)).toMatchObject({
      reason: 'ILLEGAL_TRANSITION',
    });
    expect(
      decide(states.published, order('CORRECT', 'D1_PERFORMED'), { correction }),
    ).toMatchObject({ reason: 'ILLEGAL_TRANSITION' });
  });
});

describe('解除限制', () => {
  it('given any state, when restrictions alone are lifted, then the listing keeps its version', () => {
    for (const listing of Object.values(states)) {
      expect(decide(listing, order('LIFT', 'R_PERFORMED', { lifts: 1 }))).toEqual({
        kind: 'restrictions-only',
        listing: { ...listing, lastOrderNo: 3 },
      });
    }
  });

  it('given none named, or a basis that lifts nothing, then ILLEGAL_TRANSITION', () => {
    for (const lift of [
      order('LIFT', 'R_PERFORMED'),
      order('LIFT', 'D1_PERFORMED', { lifts: 1 }),
    ]) {
      expect(decide(states.published, lift)).toMatchObject({ reason: 'ILLEGAL_TRANSITION' });
    }
  });
});

describe('whose order, and which', () => {
  it("given another court's order, when decided, then OTHER_COURT and the number stays unused", () => {
    const foreign = order('REMOVE', 'D1_PERFORMED', { courtCode: '皖0103', orderNo: 99 });
    expect(decide(states.published, foreign)).toEqual({
      kind: 'refused',
      reason: 'OTHER_COURT',
      listing: states.published,
    });
  });

  it.each([1, 2])(
    'given orderNo 2 was last, when %d comes, then OLDER_ORDER and nothing changes',
    (orderNo) => {
      expect(decide(states.published, order('REMOVE', 'D1_PERFORMED', { orderNo }))).toEqual({
        kind: 'refused',
        reason: 'OLDER_ORDER',
        listing: states.published,
      });
    },
  );

  it('given a refused order, when an older one comes, then it stays older', () => {
    const { listing } = decide(states.published, order('RESTORE', 'P_EARLY', { orderNo: 5 }));
    expect(decide(listing, order('REMOVE', 'P_EARLY', { orderNo: 4 }))).toMatchObject({
      reason: 'OLDER_ORDER',
    });
  });

  it('given a restored listing, when restored again, then ILLEGAL_TRANSITION', () => {
    const { listing } = decide(states.shielded, order('RESTORE', 'T_TEMP_SHIELD'));
    expect(decide(listing, order('RESTORE', 'T_TEMP_SHIELD', { orderNo: 4 }))).toMatchObject({
      reason: 'ILLEGAL_TRANSITION',
    });
  });
});
