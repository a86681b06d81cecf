import fc from 'fast-check';
import { REFUSAL_REASONS } from '#contracts';
import { anOrder, LATER } from '../../test/domain-cases.js';
import { hearAnswer, type OrderAnswer } from './order-answer.js';
import { isAccepted, type Order } from './order.js';

const DIGEST = 'sha256:ours';
const applied: OrderAnswer = {
  result: 'APPLIED',
  at: LATER,
  version: 2,
  announced: true,
  unchanged: [],
  orderNo: 1,
  listingId: 'lst_1',
};
const refused: OrderAnswer = {
  result: 'REFUSED',
  at: LATER,
  reason: 'OLDER_ORDER',
  authentic: true,
  digest: DIGEST,
};

describe('hearing what the registry answers', () => {
  it('given a restriction that had been lifted before, then nobody is waited for because of it', () => {
    const order = anOrder({
      lifts: [{ restrictionRef: 'rst_1', basis: 'R_PERFORMED', until: null }],
    });
    const unchanged = [{ restrictionRef: 'rst_1', version: 2 }];
    const hearing = hearAnswer(order, DIGEST, { ...applied, unchanged });
    expect(hearing).toMatchObject({
      accepted: [{ restrictionRef: 'rst_1', version: 2, expected: 0 }],
    });
    const listing = { restrictionRef: null, version: 2, expected: 4, at: LATER.toISOString() };
    const accepted = [...(hearing.kind === 'outcome' ? hearing.accepted : []), listing];
    expect(isAccepted({ ...order, accepted })).toBe(true);
  });

  it('given the order was applied, then that is its outcome', () => {
    expect(hearAnswer(anOrder(), DIGEST, applied)).toEqual({
      kind: 'outcome',
      accepted: [],
      outcome: { result: 'APPLIED', version: 2, at: LATER, announced: true },
    });
  });

  it('given its very bytes were refused, then that is its outcome', () => {
    expect(hearAnswer(anOrder(), DIGEST, refused)).toEqual({
      kind: 'outcome',
      accepted: [],
      outcome: { result: 'REFUSED', reason: 'OLDER_ORDER', at: LATER },
    });
  });

  it.each<[string, Partial<OrderAnswer>]>([
    ['unauthentic', { authentic: false }],
    ['of other bytes', { digest: 'sha256:theirs' }],
    ['for its signature', { reason: 'BAD_SIGNATURE' }],
  ])('given a refusal %s, then only a copy was refused', (_case, changes) => {
    const answer = { ...refused, ...changes } as OrderAnswer;
    expect(hearAnswer(anOrder(), DIGEST, answer)).toEqual({ kind: 'copy-refused' });
  });

  it.each<[string, Partial<OrderAnswer>]>([
    ['number', { orderNo: 2 }],
    ['listing', { listingId: 'lst_2' }],
  ])('given an answer about another %s, then it is a mismatch', (_case, changes) => {
    const answer = { ...applied, ...changes } as OrderAnswer;
    expect(hearAnswer(anOrder(), DIGEST, answer)).toEqual({ kind: 'mismatch' });
  });
});

describe('invariant 11: the outcome is the first authentic answer, whatever copies are refused', () => {
  const answers = fc.oneof(
    fc.record({
      result: fc.constant('APPLIED' as const),
      at: fc.constant(LATER),
      version: fc.integer({ min: 2, max: 9 }),
      announced: fc.boolean(),
      unchanged: fc.constant([]),
      orderNo: fc.constant(1),
      listingId: fc.constant('lst_1'),
    }),
    fc.record({
      result: fc.constant('REFUSED' as const),
      at: fc.constant(LATER),
      reason: fc.constantFrom(...REFUSAL_REASONS),
      authentic: fc.boolean(),
      digest: fc.constantFrom(DIGEST, 'sha256:theirs'),
    }),
  );

  it('given any series of answers, then it is set once and never by a copy', () => {
    fc.assert(
      fc.property(fc.array(answers, { maxLength: 12 }), (series) => {
        let order: Order = anOrder();
        for (const answer of series) {
          const hearing = hearAnswer(order, DIGEST, answer);
          if (hearing.kind === 'outcome') order = { ...order, outcome: hearing.outcome };
        }
        const first = series.find(
          (answer) =>
            answer.result === 'APPLIED' ||
            (answer.authentic && answer.reason !== 'BAD_SIGNATURE' && answer.digest === DIGEST),
        );
        expect(order.outcome?.result).toBe(first?.result);
      }),
    );
  });
});
