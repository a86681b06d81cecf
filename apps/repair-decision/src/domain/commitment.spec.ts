import fc from 'fast-check';
import { COURT, NOON } from '../../test/domain-cases.js';
import { changeCommitment, type CommitmentChange } from './commitment-change.js';
import {
  linkListing,
  nextDueOf,
  paidFenOf,
  proposeCommitment,
  recordPerformance,
  type Commitment,
  type CommitmentFacts,
  type CommitmentStatus,
} from './commitment.js';
import { totalFen } from './payment-plan.js';
import type { Person } from './person.js';

const OFFICER: Person = { sub: 'officer-li', court: COURT, rank: 'OFFICER' };
const JUDGE: Person = { sub: 'judge-wang', court: COURT, rank: 'JUDGE' };
const SECOND_JUDGE: Person = { sub: 'judge-zhao', court: COURT, rank: 'JUDGE' };
const STRANGER: Person = { sub: 'judge-he', court: '皖0103', rank: 'PRESIDENT' };
const PLAN = [
  { dueOn: '2026-12-31', fen: 300 },
  { dueOn: '2027-01-31', fen: 700 },
];

function facts(changes: Partial<CommitmentFacts> = {}): CommitmentFacts {
  return {
    id: 'cmt_1',
    courtCode: COURT,
    caseNumber: '（2026）皖0104执123号',
    listingId: null,
    debtor: { type: 'PERSON', name: '张某' },
    terms: {
      instalments: PLAN,
      serviceAddressGiven: true,
      supervisors: [],
      acceptsConsequences: true,
      undertakings: null,
    },
    deferListingUntil: null,
    proposedBy: OFFICER.sub,
    proposedAt: NOON,
    ...changes,
  };
}

const propose = (changes: Partial<CommitmentFacts> = {}, listingState: string | null = null) =>
  proposeCommitment(facts(changes), { listingState, deferralMaxMonths: 3 });
const step = (commitment: Commitment, change: CommitmentChange, person: Person) =>
  changeCommitment(commitment, change, { person, at: NOON });

const ALLEGE: CommitmentChange = {
  kind: 'ALLEGE_BREACH',
  on: 'CREDITOR',
  breachedOn: '2026-11-20',
  facts: '逾期',
};
const CONFIRM: CommitmentChange = { kind: 'CONFIRM_BREACH', reason: '属实' };
const DISMISS: CommitmentChange = { kind: 'DISMISS_BREACH', reason: '不属实' };
const WITHDRAW: CommitmentChange = { kind: 'WITHDRAW', reason: '另行协商' };

/** Walks from the proposal; each step has to be granted. */
function after(...steps: [CommitmentChange | { kind: 'PAY'; fen: number }, Person][]): Commitment {
  const proposed = propose();
  if (!proposed.ok) throw new Error('the proposal was refused');
  return steps.reduce<Commitment>((commitment, [change, person]) => {
    const next =
      change.kind === 'PAY'
        ? recordPerformance(
            commitment,
            { paidOn: '2026-11-23', fen: change.fen },
            { officer: person, at: NOON },
          )
        : step(commitment, change, person);
    if (!next.ok) throw new Error(`${change.kind} was refused: ${JSON.stringify(next.refusal)}`);
    return next.value;
  }, proposed.value);
}

describe('proposing a commitment', () => {
  const terms = facts().terms;

  it.each([
    [{ terms: { ...terms, acceptsConsequences: false } }, null, 'CONSEQUENCES_NOT_ACCEPTED'],
    [{ terms: { ...terms, instalments: [...PLAN].reverse() } }, null, 'PLAN_ORDER'],
    [{ terms: { ...terms, instalments: [{ dueOn: '2026-11-22', fen: 1 }] } }, null, 'PLAN_IN_PAST'],
    [{ deferListingUntil: '2026-11-23' }, null, 'NOT_IN_FUTURE'],
    [{ deferListingUntil: '2027-02-24' }, null, 'DEFERRAL_TOO_LONG'],
    [{ deferListingUntil: '2027-01-31' }, 'PUBLISHED', 'NOTHING_TO_DEFER'],
  ])('given %j on a listing %s, then %s', (changes, state, rule) => {
    expect(propose(changes, state)).toMatchObject({ ok: false, refusal: { rule } });
  });

  it.each([null, 'DECIDED', 'GRACE'])(
    'given a listing that is %s, then it can be deferred',
    (state) => {
      expect(propose({ deferListingUntil: '2027-02-23' }, state).ok).toBe(true);
    },
  );

  it('given a published listing and nothing to defer, then a promise is still welcome', () => {
    expect(propose({}, 'PUBLISHED').ok).toBe(true);
  });
});

describe('a commitment', () => {
  const accepted = after([{ kind: 'ACCEPT' }, JUDGE]);
  const paid = after([{ kind: 'ACCEPT' }, JUDGE], [{ kind: 'PAY', fen: 1000 }, OFFICER]);
  const alleged = after([{ kind: 'ACCEPT' }, JUDGE], [ALLEGE, SECOND_JUDGE]);

  it('given all of the plan is paid and nothing is alleged, then it is kept', () => {
    expect(step(paid, { kind: 'KEEP' }, OFFICER)).toMatchObject({
      ok: true,
      value: { status: 'KEPT' },
    });
  });

  it('given a breach, then another judge finds so, and it is broken with its day', () => {
    expect(step(alleged, CONFIRM, JUDGE)).toMatchObject({
      ok: true,
      value: {
        status: 'BREACHED',
        allegation: { breachedOn: '2026-11-20' },
        ended: { by: JUDGE.sub },
      },
    });
    const dismissed = step(alleged, DISMISS, JUDGE);
    expect(dismissed).toMatchObject({ ok: true, value: { status: 'ACCEPTED', allegation: null } });
  });

  it.each([
    [
      'accepting one’s own',
      after(),
      { kind: 'ACCEPT' },
      { ...JUDGE, sub: OFFICER.sub },
      'OWN_PROPOSAL',
    ],
    ['accepting twice', accepted, { kind: 'ACCEPT' }, SECOND_JUDGE, 'NOT_PROPOSED'],
    ['alleging before acceptance', after(), ALLEGE, OFFICER, 'NOT_ACCEPTED'],
    ['alleging twice', alleged, ALLEGE, OFFICER, 'BREACH_ALREADY_ALLEGED'],
    [
      'alleging what is to come',
      accepted,
      { ...ALLEGE, breachedOn: '2026-11-24' },
      OFFICER,
      'IN_FUTURE',
    ],
    ['confirming one’s own', alleged, CONFIRM, SECOND_JUDGE, 'OWN_ALLEGATION'],
    ['dismissing one’s own', alleged, DISMISS, SECOND_JUDGE, 'OWN_ALLEGATION'],
    ['confirming what nobody alleged', accepted, CONFIRM, JUDGE, 'NO_BREACH_ALLEGED'],
    ['keeping what is not paid', accepted, { kind: 'KEEP' }, OFFICER, 'PLAN_NOT_PAID'],
    ['withdrawing out of a breach', alleged, WITHDRAW, JUDGE, 'BREACH_OPEN'],
    ['an officer releasing it', accepted, WITHDRAW, OFFICER, 'JUDGE_ONLY'],
    ['another court', accepted, ALLEGE, STRANGER, 'OTHER_COURT'],
  ] as [string, Commitment, CommitmentChange, Person, string][])(
    'given %s, then it is refused by name',
    (_what, from, change, person, rule) => {
      expect(step(from, change, person)).toMatchObject({ ok: false, refusal: { rule } });
    },
  );

  it('given the debtor is listed after all, then it belongs to that listing and to no second one', () => {
    const linked = linkListing(accepted, 'lst_1', OFFICER);
    expect(linked).toMatchObject({ ok: true, value: { listingId: 'lst_1' } });
    if (linked.ok) {
      expect(linkListing(linked.value, 'lst_1', OFFICER).ok).toBe(true);
      expect(linkListing(linked.value, 'lst_2', OFFICER)).toMatchObject({
        refusal: { rule: 'ALREADY_LISTED' },
      });
    }
    expect(linkListing(accepted, 'lst_1', STRANGER)).toMatchObject({
      refusal: { rule: 'OTHER_COURT' },
    });
  });
});

describe('any sequence of commands on a commitment', () => {
  const NEXT: Record<CommitmentStatus, CommitmentStatus[]> = {
    PROPOSED: ['PROPOSED', 'ACCEPTED', 'WITHDRAWN'],
    ACCEPTED: ['ACCEPTED', 'KEPT', 'BREACHED', 'WITHDRAWN'],
    KEPT: ['KEPT'],
    BREACHED: ['BREACHED'],
    WITHDRAWN: ['WITHDRAWN'],
  };
  const people = fc.constantFrom(OFFICER, JUDGE, SECOND_JUDGE, STRANGER);
  const commands = fc.oneof(
    fc.constantFrom<CommitmentChange[]>(
      { kind: 'ACCEPT' },
      ALLEGE,
      CONFIRM,
      DISMISS,
      { kind: 'KEEP' },
      WITHDRAW,
    ),
    fc.record({ kind: fc.constant('PAY' as const), fen: fc.integer({ min: 1, max: 800 }) }),
  );

  it('given duplicated and interleaved commands, then it only goes where the law allows, and a refusal has a name and no effect', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(commands, people), { maxLength: 25 }), (steps) => {
        let commitment: Commitment = after();
        let paid = 0;
        for (const [change, person] of steps) {
          const before = structuredClone(commitment);
          const verdict =
            change.kind === 'PAY'
              ? recordPerformance(
                  commitment,
                  { paidOn: '2026-11-23', fen: change.fen },
                  { officer: person, at: NOON },
                )
              : step(commitment, change, person);
          expect(commitment).toEqual(before);
          if (!verdict.ok) {
            expect(verdict.refusal).toHaveProperty('rule', expect.stringMatching(/^[A-Z_]+$/));
            continue;
          }
          expect(person.court).toBe(COURT);
          if (change.kind === 'PAY') paid += change.fen;
          expect(NEXT[commitment.status]).toContain(verdict.value.status);
          commitment = verdict.value;
          check(commitment, paid);
        }
      }),
      { numRuns: 500 },
    );
  });

  function check(commitment: Commitment, paid: number) {
    expect(paidFenOf(commitment)).toBe(paid);
    if (commitment.status !== 'ACCEPTED') expect(nextDueOf(commitment)).toBeNull();
    if ('acceptedBy' in commitment) expect(commitment.acceptedBy).not.toBe(commitment.proposedBy);
    if (commitment.status === 'KEPT') expect(paid).toBeGreaterThanOrEqual(totalFen(PLAN));
    if (commitment.status === 'BREACHED') {
      expect(commitment.ended.by).not.toBe(commitment.allegation.by);
    }
  }
});
