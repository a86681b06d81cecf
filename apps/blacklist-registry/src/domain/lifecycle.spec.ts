import fc from 'fast-check';
import { shanghaiDate } from '#calendar';
import { LISTING_GROUNDS, REMOVAL_BASES } from '#contracts';
import { anyAct, type Act } from '../../test/any-act.js';
import { AT, OWNER } from '../../test/listing-states.js';
import { decideOrder, type Facts, type Order } from './decide-order.js';
import { dueChange } from './due-change.js';
import { enter, evolve, isAnnounced, type Listing, type ListingChanged } from './listing.js';
import { grantGrace } from './publication.js';
import { hasUntermedGround, isTermOver, isTermRunning, termOf, type Term } from './term.js';

const OPEN = { status: 'OPEN', on: null } as const;
const DAY_MS = 24 * 60 * 60 * 1000;

type Command =
  | {
      kind: 'order';
      /** `orderNo` null: the next number, as a court counts. */
      order: Omit<Order, 'effectiveOn' | 'orderNo' | 'action' | 'basis'> & {
        orderNo: number | null;
      };
      act: Act;
      facts: Pick<Facts, 'listedAnew' | 'correction'>;
    }
  | { kind: 'grace'; months: number }
  | { kind: 'timer' }
  /** The machine's clock is set, back too. */
  | { kind: 'clock'; days: number };

const anyTerm: fc.Arbitrary<Term> = fc
  .record({
    grounds: fc.uniqueArray(fc.constantFrom(...LISTING_GROUNDS), { minLength: 1, maxLength: 3 }),
    decidedOn: fc.constantFrom('2016-03-02', '2025-01-15', '2026-03-02'),
  })
  .map(({ grounds, decidedOn }) => {
    const ruleVersion = decidedOn < '2017-05-01' ? 'FS2013-17' : 'FS2017-7';
    const term = termOf({ grounds, ruleVersion, decidedOn, extension: null });
    if ('refusal' in term) throw new Error(term.refusal);
    return term;
  });

const anyOrder: fc.Arbitrary<Command> = fc.record({
  kind: fc.constant('order' as const),
  act: anyAct,
  order: fc.record({
    orderNo: fc.option(fc.integer({ min: 1, max: 30 }), { nil: null, freq: 5 }),
    courtCode: fc.constantFrom(OWNER, OWNER, OWNER, OWNER, OWNER, OWNER, '皖0103'),
    until: fc.constantFrom(null, '2026-12-31', '2027-05-31'),
    lifts: fc.nat(1),
  }),
  facts: fc.record({
    listedAnew: fc.constantFrom(false, false, false, true),
    correction: fc.option(fc.record({ term: anyTerm, listedTwice: fc.boolean() }), {
      nil: null,
      freq: 5,
    }),
  }),
});
const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  { weight: 6, arbitrary: anyOrder },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('grace' as const),
      months: fc.integer({ min: 0, max: 4 }),
    }),
  },
  { weight: 3, arbitrary: fc.constant({ kind: 'timer' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('clock' as const),
      days: fc.oneof(
        fc.integer({ min: -400, max: 400 }),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 300, max: 900 }),
      ),
    }),
  },
);
const anyStart = fc.record({
  term: anyTerm,
  publication: fc.constantFrom(
    { kind: 'AT_ONCE' as const },
    { kind: 'ON' as const, publishOn: '2026-12-01' },
    { kind: 'AFTER_GRACE' as const, from: '2026-11-23', until: '2027-01-31' },
  ),
});

interface Step {
  before: Listing;
  after: Listing;
  change: ListingChanged | null;
  refusal: string | null;
  today: string;
  command: Command;
}

function play(
  start: { term: Term; publication: Parameters<typeof enter>[0]['publication'] },
  commands: readonly Command[],
): Step[] {
  let now = AT;
  let { listing } = enter({
    id: 'lst_01J9ZP0M3V6K8Q4T2R7X5W1Y9C',
    courtCode: OWNER,
    now,
    ...start,
  });
  const steps: Step[] = [];
  for (const command of commands) {
    const before = listing;
    const today = shanghaiDate(now);
    let change: ListingChanged | null = null;
    let refusal: string | null = null;
    switch (command.kind) {
      case 'clock':
        now = new Date(now.getTime() + command.days * DAY_MS);
        break;
      case 'timer': {
        const due = dueChange(listing, OPEN, today);
        if (due) ({ change } = due);
        if (due) listing = evolve(listing, due.change, now);
        break;
      }
      case 'grace': {
        const until = shanghaiDate(new Date(now.getTime() + command.months * 31 * DAY_MS));
        const granted = grantGrace(listing, until, today);
        if (typeof granted === 'string') refusal = granted;
        else {
          change = granted;
          listing = evolve(listing, granted, now);
        }
        break;
      }
      case 'order': {
        const orderNo = command.order.orderNo ?? listing.lastOrderNo + 1;
        const order = { ...command.order, ...command.act, orderNo, effectiveOn: today };
        const verdict = decideOrder(listing, order, { ...command.facts, now, today });
        if (verdict.kind === 'applied') ({ change } = verdict);
        if (verdict.kind === 'refused') refusal = verdict.reason;
        listing = verdict.listing;
        break;
      }
    }
    steps.push({ before, after: listing, change, refusal, today, command });
  }
  return steps;
}

function whatever(check: (step: Step) => void, more: { seed?: number } = {}): void {
  fc.assert(
    fc.property(
      anyStart,
      fc.array(anyCommand, { maxLength: 40, size: 'max' }),
      (start, commands) => {
        play(start, commands).forEach(check);
      },
    ),
    { numRuns: 600, ...more },
  );
}

/** What a run walks must not depend on luck. */
const FIXED = { seed: 20_170_501 };

const LEGAL: Record<Listing['status'], Listing['status'][]> = {
  DECIDED: ['GRACE', 'PUBLISHED', 'DELETED', 'EXPIRED_DELETED', 'REVOKED_AS_ERROR'],
  GRACE: ['PUBLISHED', 'DELETED', 'EXPIRED_DELETED', 'REVOKED_AS_ERROR'],
  PUBLISHED: ['SHIELDED', 'DELETED', 'EXPIRED_DELETED', 'REVOKED_AS_ERROR'],
  SHIELDED: ['PUBLISHED', 'DELETED', 'EXPIRED_DELETED', 'REVOKED_AS_ERROR'],
  DELETED: ['PUBLISHED', 'REVOKED_AS_ERROR'],
  EXPIRED_DELETED: ['REVOKED_AS_ERROR'],
  REVOKED_AS_ERROR: [],
};

describe('any sequence of orders, graces, timers and clocks', () => {
  it('moves along the lines of domain.md §11 and no others', () => {
    whatever(({ before, after }) => {
      if (before.status !== after.status) expect(LEGAL[before.status]).toContain(after.status);
    });
  });

  it('walks every one of those lines, so that the other properties speak of something', () => {
    const walked = new Set<string>();
    whatever(({ before, after, change }) => {
      if (change) walked.add(`${before.status} → ${after.status}`);
    }, FIXED);
    const lines = Object.entries(LEGAL).flatMap(([from, to]) =>
      to.map((each) => `${from} → ${each}`),
    );
    expect(lines.filter((line) => !walked.has(line))).toEqual([]);
  });

  it('raises the version by exactly one with each change, and never otherwise', () => {
    whatever(({ before, after, change }) => {
      expect(after.version).toBe(before.version + (change ? 1 : 0));
      if (change) expect(change.version).toBe(after.version);
      expect(after.lastOrderNo).toBeGreaterThanOrEqual(before.lastOrderNo);
    });
  });

  it('refuses every illegal command by name, and leaves the listing as it was', () => {
    whatever(({ before, after, change, refusal, command }) => {
      if (command.kind === 'order' && command.act.action !== 'LIFT' && !change) {
        expect([
          'OTHER_COURT',
          'OLDER_ORDER',
          'ILLEGAL_TRANSITION',
          'UNKNOWN_CORRECTION',
        ]).toContain(refusal);
      }
      if (refusal) expect({ ...after, lastOrderNo: 0 }).toEqual({ ...before, lastOrderNo: 0 });
      if (refusal === 'OTHER_COURT' || refusal === 'OLDER_ORDER') expect(after).toEqual(before);
    });
  });

  it('never restores a mandatory exit, nor anybody whose term is over', () => {
    whatever(({ before, change, today }) => {
      if (change?.kind !== 'restored') return;
      expect('basis' in before ? before.basis : null).toBe(change.basis);
      expect(isTermOver(before.term, today)).toBe(false);
    });
  });

  it('lets D1 to D7 end a published listing only where no term runs, and the term only where it is over', () => {
    whatever(({ before, change, today }) => {
      if (change?.kind !== 'removed') return;
      expect(REMOVAL_BASES).toContain(change.basis);
      if (change.basis === 'E_TERM_EXPIRED') expect(isTermOver(before.term, today)).toBe(true);
      if (change.basis.startsWith('D') && isAnnounced(before)) {
        expect(hasUntermedGround(before.term) && !isTermRunning(before.term, today)).toBe(true);
      }
    });
  });

  it('keeps what was announced announced, and announces nothing before publication', () => {
    whatever(({ before, after }) => {
      if (isAnnounced(before)) expect(after.publishedAt).toEqual(before.publishedAt);
      if (after.status === 'DECIDED' || after.status === 'GRACE')
        expect(isAnnounced(after)).toBe(false);
      if (after.status === 'PUBLISHED' || after.status === 'SHIELDED') {
        expect(isAnnounced(after)).toBe(true);
      }
    });
  });

  it('has nothing due twice: a timer that ran finds nothing more, also when the clock goes back', () => {
    whatever(({ after, today, change, command }) => {
      if (command.kind !== 'timer' || !change) return;
      expect(dueChange(after, OPEN, today)).toBeNull();
      expect(dueChange(after, OPEN, '2020-01-01')).toBeNull();
    });
  });

  it('given every order twice, then the listing ends as if each had come once', () => {
    fc.assert(
      fc.property(anyStart, fc.array(anyCommand, { maxLength: 25 }), (start, commands) => {
        const numbered = commands.filter(
          (each) => each.kind !== 'order' || each.order.orderNo !== null,
        );
        const doubled = numbered.flatMap((each): Command[] =>
          each.kind === 'order' ? [each, each] : [each],
        );
        expect(play(start, doubled).at(-1)?.after).toEqual(play(start, numbered).at(-1)?.after);
      }),
    );
  });
});
