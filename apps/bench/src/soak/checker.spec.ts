import { check } from './checker.js';
import type { Arrival, Evidence, Member, Owed, Read, Rule, Sent } from './evidence.js';

const TYPES = ['listing.published.v1', 'listing.shielded.v1', 'listing.restored.v1'];

const change = (no: number, listing: string, version: number, court = 'A'): Sent => ({
  no,
  eventId: `evt_${listing}${version}`,
  ...{ listing, version, court },
  type: TYPES[version - 1] ?? '',
  hash: `hash_${listing}${version}`,
});
const member = (number: number, own: Partial<Member> = {}): Member => ({
  id: `sub_${number}`,
  number,
  channel: 'webhook',
  courts: null,
  claims: false,
  stateTransfer: false,
  late: null,
  ...own,
});

const SENT = [change(0, 'x', 1), change(1, 'y', 1, 'B'), change(2, 'x', 2), change(3, 'x', 3)];
const MEMBERS = [
  member(0),
  member(1, { courts: ['A'], claims: true }),
  member(2, { channel: 'feed' }),
  // It came before x was restored, and never heard of it before.
  member(3, { late: 4 }),
];
const TOLD: Record<number, Sent[]> = {
  0: SENT,
  1: SENT.filter(({ court }) => court === 'A'),
  2: SENT,
  3: SENT.slice(3),
};

const owedTo = (number: number): Owed[] =>
  (TOLD[number] ?? []).map(({ eventId, listing, version }, i) => ({
    subscriber: `sub_${number}`,
    ...{ eventId, listing, version },
    offset: i + 1,
    ...(listing === 'x' && version < 3
      ? { state: 'superseded', supersededBy: version + 1 }
      : { state: number === 1 ? 'verified' : 'delivered', supersededBy: null }),
    deliveredAt: '2026-11-23T08:00:00Z',
    lastLook: null,
  }));
const arrivalsAt = (number: number): Arrival[] =>
  (TOLD[number] ?? []).map(({ eventId, listing, version, hash }) => ({
    member: number,
    ...{ eventId, listing, version, hash },
    status: 200,
    at: 0,
  }));

/** A run in which all went well, made anew so that a test can spoil it. */
function fine(): { -readonly [Key in keyof Evidence]: [...Evidence[Key]] } {
  return {
    sent: [...SENT],
    members: [...MEMBERS],
    arrivals: [0, 1, 3].flatMap(arrivalsAt),
    reads: SENT.map(({ eventId, hash }, i): Read => ({ member: 2, offset: i + 1, eventId, hash })),
    owed: [0, 1, 2, 3].flatMap(owedTo),
  };
}

type Run = ReturnType<typeof fine>;

const owed = (run: Run, number: number, eventId: string): Owed => {
  const found = run.owed.find(
    (each) => each.subscriber === `sub_${number}` && each.eventId === eventId,
  );
  if (!found) throw new Error('not owed');
  return found;
};
const arrival = (run: Run, number: number, eventId: string): Arrival => {
  const found = run.arrivals.find((each) => each.member === number && each.eventId === eventId);
  if (!found) throw new Error('not arrived');
  return found;
};
const without = <Item>(items: Item[], item: Item): Item[] => items.filter((each) => each !== item);

describe('the checker of a soak', () => {
  it('given a run in which all went well, then it finds nothing', () => {
    expect(check(fine())).toEqual({
      deliveries: 8,
      lost: 0,
      outOfOrder: 0,
      duplicates: 0,
      foreignDuplicates: 0,
      openAtEnd: 0,
      violations: [],
    });
  });

  it('given the same event again and a failed try before, then that is allowed, and counted', () => {
    const run = fine();
    const first = arrival(run, 0, 'evt_x1');
    run.arrivals = [{ ...first, status: 500 }, { ...first, status: null }, first, ...run.arrivals];
    expect(check(run)).toMatchObject({ duplicates: 1, violations: [] });
  });

  it('given a refusal instead of a receipt, then an open exception is an end', () => {
    const run = fine();
    arrival(run, 0, 'evt_y1').status = 422;
    Object.assign(owed(run, 0, 'evt_y1'), { state: 'nacked', deliveredAt: null });
    expect(check(run).violations).toEqual([]);
  });

  it('given an older version left out, then that is allowed where the contract says so, and only there', () => {
    const run = fine();
    run.arrivals = without(run.arrivals, arrival(run, 0, 'evt_x2'));
    owed(run, 0, 'evt_x2').deliveredAt = null;
    expect(check(run).lost).toBe(1);
    run.members = run.members.map((each) => ({ ...each, stateTransfer: each.number === 0 }));
    expect(check(run).violations).toEqual([]);
  });

  const spoilt: [string, Rule, (run: Run) => void][] = [
    [
      'a change that was never taken in',
      'nothing is lost',
      (run) => void run.sent.push(change(4, 'z', 1)),
    ],
    [
      'a push that never came',
      'nothing is lost',
      (run) => void (run.arrivals = without(run.arrivals, arrival(run, 0, 'evt_y1'))),
    ],
    [
      'a push that was only ever answered 500',
      'nothing is lost',
      (run) => void (arrival(run, 1, 'evt_x1').status = 500),
    ],
    [
      'a delivery that its receiver never acknowledged',
      'delivered means that it arrived',
      (run) => void (arrival(run, 3, 'evt_x3').status = null),
    ],
    [
      'an obligation that is missing',
      'the expected set is what the contract says',
      (run) => void (run.owed = without(run.owed, owed(run, 2, 'evt_x3'))),
    ],
    [
      'an obligation for another court',
      'the expected set is what the contract says',
      (run) => void run.owed.push({ ...owed(run, 0, 'evt_y1'), subscriber: 'sub_1', offset: 4 }),
    ],
    [
      'one who came late and is told of a shield of what it does not hold',
      'the expected set is what the contract says',
      (run) => {
        owed(run, 3, 'evt_x3').offset = 2;
        run.owed.push({ ...owed(run, 0, 'evt_x2'), subscriber: 'sub_3', offset: 1 });
      },
    ],
    [
      'one who had subscribed before a publication, and is not told of it',
      'the expected set is what the contract says',
      (run) => {
        run.members = run.members.map((each) => (each.number === 3 ? { ...each, late: 3 } : each));
        run.owed = without(run.owed, owed(run, 3, 'evt_x3'));
      },
    ],
    [
      'an obligation twice',
      'one obligation per change and subscriber',
      (run) => void run.owed.push({ ...owed(run, 0, 'evt_x3'), offset: 5 }),
    ],
    [
      'an obligation that is still open',
      'every obligation ends',
      (run) => void (owed(run, 0, 'evt_y1').state = 'expected'),
    ],
    [
      'a claim that was never looked at',
      'every obligation ends',
      (run) => void (owed(run, 1, 'evt_x3').state = 'applied'),
    ],
    [
      'an honest receiver that was contradicted',
      'every obligation ends',
      (run) => void (owed(run, 1, 'evt_x3').state = 'contradicted'),
    ],
    [
      'a successor that nobody owes',
      'what superseded it is owed too',
      (run) => void (owed(run, 0, 'evt_x2').supersededBy = 4),
    ],
    [
      'a superseded one that names no successor',
      'what superseded it is owed too',
      (run) => void (owed(run, 0, 'evt_x1').supersededBy = null),
    ],
    [
      'an older version that starts late, even in vain',
      'no older version after a newer one',
      (run) => void run.arrivals.push({ ...arrival(run, 0, 'evt_x1'), status: 500 }),
    ],
    [
      'the same change under another id',
      'only what is owed, with its own id and bytes',
      (run) => void run.arrivals.push({ ...arrival(run, 0, 'evt_x3'), eventId: 'evt_new' }),
    ],
    [
      'other bytes',
      'only what is owed, with its own id and bytes',
      (run) => void (arrival(run, 0, 'evt_x3').hash = 'else'),
    ],
    [
      'a push to somebody who is not owed it',
      'only what is owed, with its own id and bytes',
      (run) => void run.arrivals.push({ ...arrival(run, 0, 'evt_y1'), member: 1 }),
    ],
    [
      'a gap in the offsets',
      'offsets are contiguous, in one order for all',
      (run) => void (owed(run, 3, 'evt_x3').offset = 2),
    ],
    [
      'another order than everybody else',
      'offsets are contiguous, in one order for all',
      (run) => {
        owed(run, 2, 'evt_y1').offset = 1;
        owed(run, 2, 'evt_x1').offset = 2;
      },
    ],
    [
      'an entry that a reader of the feed never saw',
      'a reader of the feed misses nothing',
      (run) => void run.reads.pop(),
    ],
    [
      'an entry that a reader of the feed saw twice',
      'a reader of the feed misses nothing',
      (run) => void run.reads.splice(1, 0, ...run.reads.slice(0, 1)),
    ],
  ];
  it.each(spoilt)('given %s, then it says: %s', (_, rule, spoil) => {
    const run = fine();
    spoil(run);
    expect(check(run).violations.map((each) => each.rule)).toContain(rule);
  });
});
