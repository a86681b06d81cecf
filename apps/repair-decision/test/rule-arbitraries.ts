import fc from 'fast-check';
import { BASES, INITIATORS, LISTING_GROUNDS } from '#contracts';
import type { Attestation, Condition, Evidence, Rule } from '../src/domain/rules/index.js';
import { NOON } from './domain-cases.js';
import { aRule } from './rule-set-cases.js';

const KINDS = ['IDENTITY', 'INCOME', 'GUARANTEE'];
const RULES = ['RULE_A', 'RULE_B', 'RULE_C'];
const DAY = 24 * 60 * 60 * 1000;

const day = fc
  .date({ min: new Date('2024-01-01'), max: new Date('2029-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const fen = fc.oneof(fc.nat(200), fc.maxSafeNat());
const months = fc.integer({ min: 1, max: 36 });
const percent = fc.integer({ min: 1, max: 100 });
const some = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1 });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.constantFrom<Condition>(
      { noOtherListing: true },
      { creditorConsents: true },
      { creditorDoesNotObject: true },
      { commitmentSigned: true },
      { termHasEnded: true },
      { performedInFull: true },
      { noOpenCase: {} },
      { noOpenCase: { maxAgeDays: 5 } },
      { attested: { expect: 'ABSENT' } },
      { attested: { expect: 'PRESENT', maxAgeDays: 5 } },
      { noCommitmentBreach: {} },
    ),
    some(KINDS).map((kinds) => ({ materialsPresent: kinds })),
    months.map((withinMonths) => ({ noCommitmentBreach: { withinMonths } })),
    months.map((n) => ({ notRelistedWithin: { months: n } })),
    months.map((n) => ({ listedForAtLeast: { months: n } })),
    some(LISTING_GROUNDS).map((grounds) => ({ groundsAnyOf: grounds })),
    some(LISTING_GROUNDS).map((grounds) => ({ groundsNoneOf: grounds })),
    fc.constantFrom('UNIT' as const, 'PERSON' as const).map((subjectIs) => ({ subjectIs })),
    some(INITIATORS).map((initiatedBy) => ({ initiatedBy })),
    percent.map((n) => ({ performedAtLeast: { percent: n } })),
    fc.record({ maxMonths: months, coversRemainder: fc.boolean() }).map((plan) => ({ plan })),
    percent.map((percentOfRemainder) => ({ guarantee: { percentOfRemainder } })),
    fc.array(tie('condition'), { minLength: 2, maxLength: 3 }).map((anyOf) => ({ anyOf })),
    fc.array(tie('condition'), { minLength: 2, maxLength: 3 }).map((allOf) => ({ allOf })),
  ),
}));

export const conditions = condition;

/** Some rules, each with its own id. */
export const ruleLists: fc.Arbitrary<Rule[]> = fc
  .array(
    fc.record({
      requires: condition,
      severity: fc.constantFrom('BAR' as const, 'NOTE' as const),
      overridableBy: fc.constantFrom('NOBODY' as const, 'JUDGE' as const, 'PRESIDENT' as const),
    }),
    { maxLength: RULES.length },
  )
  .map((rules) =>
    rules.map(({ requires, ...changes }, index) =>
      aRule(requires, { ...changes, id: RULES[index] ?? '' }),
    ),
  );

const attestation: fc.Arbitrary<Attestation> = fc.record({
  found: fc.boolean(),
  source: fc.constantFrom('执行案件系统', ' '),
  queriedAt: fc.integer({ min: -10, max: 2 }).map((days) => new Date(NOON.getTime() + days * DAY)),
  by: fc.constant('officer-li'),
});

export const evidences: fc.Arbitrary<Evidence> = fc.record({
  initiator: fc.constantFrom(...INITIATORS),
  listing: fc.record({
    subjectType: maybe(fc.constantFrom('UNIT' as const, 'PERSON' as const)),
    grounds: maybe(some(LISTING_GROUNDS)),
    decidedOn: maybe(day),
    termEndsOn: maybe(fc.option(day)),
    earlier: maybe(
      fc.array(fc.record({ endedOn: day, basis: fc.constantFrom(...BASES) }), { maxLength: 3 }),
    ),
  }),
  others: fc.oneof(
    fc.constant('UNAVAILABLE' as const),
    fc.uniqueArray(fc.constantFrom('lst_2', 'lst_3')),
  ),
  openCases: maybe(attestation),
  attestations: maybe(fc.dictionary(fc.constantFrom(...RULES, 'THE_RULE'), attestation)),
  materials: maybe(fc.subarray(KINDS)),
  creditorReplies: maybe(
    fc.array(fc.record({ reply: fc.constantFrom('CONSENTED', 'OBJECTED', 'SILENT', 'PENDING') }), {
      maxLength: 3,
    }),
  ),
  commitment: maybe(fc.record({ signedOn: day })),
  commitmentBreaches: maybe(fc.array(fc.record({ breachedOn: day }), { maxLength: 3 })),
  performance: maybe(fc.record({ dueFen: fen, paidFen: fen })),
  plan: maybe(
    fc.record({ instalments: fc.array(fc.record({ dueOn: day, fen }), { maxLength: 3 }) }),
  ),
  guarantee: maybe(fc.record({ fen })),
});

/** The same evidence with some of it not yet known. */
export function withLess(evidence: Evidence): fc.Arbitrary<Evidence> {
  const optional = [
    ...(['openCases', 'attestations', 'materials', 'creditorReplies', 'commitment'] as const),
    ...(['commitmentBreaches', 'performance', 'plan', 'guarantee'] as const),
  ];
  const facts = ['subjectType', 'grounds', 'decidedOn', 'termEndsOn', 'earlier'] as const;
  return fc
    .record({
      parts: fc.subarray<keyof Evidence>([...optional, 'others']),
      facts: fc.subarray([...facts]),
    })
    .map((gone) => ({
      ...evidence,
      ...Object.fromEntries(gone.parts.map((part) => [part, undefined])),
      others: gone.parts.includes('others') ? 'UNAVAILABLE' : evidence.others,
      listing: {
        ...evidence.listing,
        ...Object.fromEntries(gone.facts.map((fact) => [fact, undefined])),
      },
    }));
}
