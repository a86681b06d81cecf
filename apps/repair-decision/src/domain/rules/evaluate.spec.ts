import { NOON } from '../../../test/domain-cases.js';
import { aRule, aRuleSet, lookedUp, someEvidence } from '../../../test/rule-set-cases.js';
import type { Condition } from './conditions.js';
import { CONDITION_KINDS, evaluate } from './evaluate.js';
import type { Evidence } from './evidence.js';
import { approvalLevel, obstacles, type Finding } from './finding.js';

const TODAY = '2026-11-23';
const paid = (paidFen: number, dueFen = 10_000) => ({ performance: { dueFen, paidFen } });
const by = (...instalments: [string, number][]) => ({
  plan: { instalments: instalments.map(([dueOn, fen]) => ({ dueOn, fen })) },
});
const replied = (...replies: NonNullable<Evidence['creditorReplies']>[number]['reply'][]) => ({
  creditorReplies: replies.map((reply) => ({ reply })),
});

function examine(requires: Condition, evidence: Partial<Evidence>): Finding {
  const [finding] = evaluate(aRuleSet([aRule(requires)]), someEvidence(evidence), NOON);
  if (!finding) throw new Error('a rule without a finding');
  return finding;
}

type Case = [string, Condition, Partial<Evidence>, Finding['result']];

const cases: Case[] = [
  ['no other listing', { noOtherListing: true }, { others: [] }, 'SATISFIED'],
  ['another listing', { noOtherListing: true }, { others: ['lst_2'] }, 'FAILED'],
  ['a silent registry', { noOtherListing: true }, { others: 'UNAVAILABLE' }, 'NEEDS_EVIDENCE'],

  ['nobody looked for cases', { noOpenCase: {} }, {}, 'NEEDS_EVIDENCE'],
  ['no open case found', { noOpenCase: {} }, { openCases: lookedUp(false) }, 'SATISFIED'],
  ['an open case found', { noOpenCase: {} }, { openCases: lookedUp(true) }, 'FAILED'],
  [
    'a look of tomorrow',
    { noOpenCase: {} },
    { openCases: lookedUp(false, { queriedAt: new Date('2026-11-24T00:00:00Z') }) },
    'NEEDS_EVIDENCE',
  ],
  [
    'a look without a source',
    { noOpenCase: {} },
    { openCases: lookedUp(false, { source: ' ' }) },
    'NEEDS_EVIDENCE',
  ],
  [
    'a look exactly five days old',
    { noOpenCase: { maxAgeDays: 5 } },
    { openCases: lookedUp(false, { queriedAt: new Date('2026-11-18T04:00:00Z') }) },
    'SATISFIED',
  ],
  [
    'a look older than five days',
    { noOpenCase: { maxAgeDays: 5 } },
    { openCases: lookedUp(false, { queriedAt: new Date('2026-11-18T03:59:59Z') }) },
    'NEEDS_EVIDENCE',
  ],

  ['nothing attested', { attested: { expect: 'ABSENT' } }, {}, 'NEEDS_EVIDENCE'],
  [
    'another rule attested',
    { attested: { expect: 'ABSENT' } },
    { attestations: { OTHER: lookedUp(false) } },
    'NEEDS_EVIDENCE',
  ],
  [
    'what must be absent is',
    { attested: { expect: 'ABSENT' } },
    { attestations: { THE_RULE: lookedUp(false) } },
    'SATISFIED',
  ],
  [
    'what must be absent is there',
    { attested: { expect: 'ABSENT' } },
    { attestations: { THE_RULE: lookedUp(true) } },
    'FAILED',
  ],
  [
    'what must be there is',
    { attested: { expect: 'PRESENT' } },
    { attestations: { THE_RULE: lookedUp(true) } },
    'SATISFIED',
  ],
  [
    'what must be there is not',
    { attested: { expect: 'PRESENT' } },
    { attestations: { THE_RULE: lookedUp(false) } },
    'FAILED',
  ],

  ['a missing paper', { materialsPresent: ['IDENTITY'] }, { materials: [] }, 'NEEDS_EVIDENCE'],
  ['the paper', { materialsPresent: ['IDENTITY'] }, { materials: ['IDENTITY'] }, 'SATISFIED'],

  ['creditors not asked', { creditorConsents: true }, {}, 'NEEDS_EVIDENCE'],
  ['consent', { creditorConsents: true }, replied('CONSENTED'), 'SATISFIED'],
  ['silence', { creditorConsents: true }, replied('SILENT'), 'FAILED'],
  ['objection', { creditorConsents: true }, replied('CONSENTED', 'OBJECTED'), 'FAILED'],
  ['one pending', { creditorConsents: true }, replied('CONSENTED', 'PENDING'), 'NEEDS_EVIDENCE'],
  ['silence is enough', { creditorDoesNotObject: true }, replied('SILENT'), 'SATISFIED'],
  ['an objection is not', { creditorDoesNotObject: true }, replied('OBJECTED'), 'FAILED'],

  ['no commitment', { commitmentSigned: true }, {}, 'NEEDS_EVIDENCE'],
  [
    'a commitment of today',
    { commitmentSigned: true },
    { commitment: { signedOn: TODAY } },
    'SATISFIED',
  ],
  [
    'a commitment of tomorrow',
    { commitmentSigned: true },
    { commitment: { signedOn: '2026-11-24' } },
    'NEEDS_EVIDENCE',
  ],
  ['breaches unknown', { noCommitmentBreach: {} }, {}, 'NEEDS_EVIDENCE'],
  ['no breach', { noCommitmentBreach: {} }, { commitmentBreaches: [] }, 'SATISFIED'],
  [
    'a breach of long ago, ever',
    { noCommitmentBreach: {} },
    { commitmentBreaches: [{ breachedOn: '2015-01-01' }] },
    'FAILED',
  ],
  [
    'a breach exactly twelve months ago',
    { noCommitmentBreach: { withinMonths: 12 } },
    { commitmentBreaches: [{ breachedOn: '2025-11-23' }] },
    'SATISFIED',
  ],
  [
    'a breach a day less ago',
    { noCommitmentBreach: { withinMonths: 12 } },
    { commitmentBreaches: [{ breachedOn: '2025-11-24' }] },
    'FAILED',
  ],

  [
    'earlier listings unknown',
    { notRelistedWithin: { months: 12 } },
    { listing: { decidedOn: '2026-03-02' } },
    'NEEDS_EVIDENCE',
  ],
  [
    'listed again a day too soon',
    { notRelistedWithin: { months: 12 } },
    { listing: { decidedOn: '2026-03-02', earlier: [{ endedOn: '2025-03-03' }] } },
    'FAILED',
  ],
  [
    'listed again just late enough',
    { notRelistedWithin: { months: 12 } },
    { listing: { decidedOn: '2026-03-02', earlier: [{ endedOn: '2025-03-02' }] } },
    'SATISFIED',
  ],
  [
    'listed for three months today',
    { listedForAtLeast: { months: 3 } },
    { listing: { decidedOn: '2026-08-23' } },
    'SATISFIED',
  ],
  [
    'listed for a day less',
    { listedForAtLeast: { months: 3 } },
    { listing: { decidedOn: '2026-08-24' } },
    'FAILED',
  ],
  ['a day of listing unknown', { listedForAtLeast: { months: 3 } }, {}, 'NEEDS_EVIDENCE'],
  ['the last day of a term', { termHasEnded: true }, { listing: { termEndsOn: TODAY } }, 'FAILED'],
  [
    'the day after a term',
    { termHasEnded: true },
    { listing: { termEndsOn: '2026-11-22' } },
    'SATISFIED',
  ],
  ['no term at all', { termHasEnded: true }, { listing: { termEndsOn: null } }, 'FAILED'],
  ['a term unknown', { termHasEnded: true }, {}, 'NEEDS_EVIDENCE'],
  [
    'one of the grounds',
    { groundsAnyOf: ['L4_ASSET_REPORT'] },
    { listing: { grounds: ['L1_ABLE_BUT_REFUSES', 'L4_ASSET_REPORT'] } },
    'SATISFIED',
  ],
  [
    'a ground that must not be',
    { groundsNoneOf: ['L3_EVADE'] },
    { listing: { grounds: ['L1_ABLE_BUT_REFUSES', 'L3_EVADE'] } },
    'FAILED',
  ],
  ['grounds unknown', { groundsNoneOf: ['L3_EVADE'] }, {}, 'NEEDS_EVIDENCE'],
  ['a firm', { subjectIs: 'UNIT' }, { listing: { subjectType: 'UNIT' } }, 'SATISFIED'],
  ['a person', { subjectIs: 'UNIT' }, { listing: { subjectType: 'PERSON' } }, 'FAILED'],
  ['a debtor of unknown kind', { subjectIs: 'UNIT' }, {}, 'NEEDS_EVIDENCE'],
  ['the creditor asks', { initiatedBy: ['CREDITOR'] }, { initiator: 'CREDITOR' }, 'SATISFIED'],
  ['the debtor asks', { initiatedBy: ['CREDITOR'] }, {}, 'FAILED'],

  ['all paid', { performedInFull: true }, paid(10_000), 'SATISFIED'],
  ['one fen short', { performedInFull: true }, paid(9_999), 'FAILED'],
  ['nothing due', { performedInFull: true }, paid(0, 0), 'NEEDS_EVIDENCE'],
  ['a share of nothing', { performedAtLeast: { percent: 30 } }, paid(0, 0), 'NEEDS_EVIDENCE'],
  ['no figures', { performedInFull: true }, {}, 'NEEDS_EVIDENCE'],
  ['thirty per cent', { performedAtLeast: { percent: 30 } }, paid(3_000), 'SATISFIED'],
  ['a little less', { performedAtLeast: { percent: 30 } }, paid(2_999), 'FAILED'],
  [
    'half of amounts that no double holds times a hundred',
    { performedAtLeast: { percent: 50 } },
    paid(4_503_599_627_370_495, 9_007_199_254_740_991),
    'FAILED',
  ],
  ['half a fen', { performedInFull: true }, paid(0.5, 0.5), 'NEEDS_EVIDENCE'],

  ['no plan', { plan: { maxMonths: 24, coversRemainder: false } }, {}, 'NEEDS_EVIDENCE'],
  [
    'a plan that ends in time',
    { plan: { maxMonths: 24, coversRemainder: false } },
    by(['2028-11-23', 1]),
    'SATISFIED',
  ],
  [
    'a plan that ends a day late',
    { plan: { maxMonths: 24, coversRemainder: false } },
    by(['2027-01-01', 1], ['2028-11-24', 1]),
    'FAILED',
  ],
  [
    'a plan that pays the rest',
    { plan: { maxMonths: 24, coversRemainder: true } },
    { ...by(['2027-01-01', 3_000], ['2027-06-01', 3_000]), ...paid(4_000) },
    'SATISFIED',
  ],
  [
    'a plan that is a fen short',
    { plan: { maxMonths: 24, coversRemainder: true } },
    { ...by(['2027-01-01', 3_000], ['2027-06-01', 2_999]), ...paid(4_000) },
    'FAILED',
  ],
  [
    'a plan, but nobody says what is owed',
    { plan: { maxMonths: 24, coversRemainder: true } },
    by(['2027-01-01', 3_000]),
    'NEEDS_EVIDENCE',
  ],
  [
    'a plan, but nothing is due',
    { plan: { maxMonths: 24, coversRemainder: true } },
    { ...by(['2027-01-01', 3_000]), ...paid(0, 0) },
    'NEEDS_EVIDENCE',
  ],
  [
    'a plan whose days are all over',
    { plan: { maxMonths: 24, coversRemainder: false } },
    by(['2001-01-01', 1]),
    'NEEDS_EVIDENCE',
  ],
  [
    'a plan that pays the rest only with what was due before',
    { plan: { maxMonths: 24, coversRemainder: true } },
    { ...by(['2026-11-22', 3_000], ['2026-11-23', 3_000]), ...paid(4_000) },
    'FAILED',
  ],
  [
    'a plan of nothing',
    { plan: { maxMonths: 24, coversRemainder: false } },
    by(['2027-01-01', 0]),
    'NEEDS_EVIDENCE',
  ],
  [
    'a guarantee, but nothing is due',
    { guarantee: { percentOfRemainder: 100 } },
    { guarantee: { fen: 1 }, ...paid(0, 0) },
    'NEEDS_EVIDENCE',
  ],
  [
    'a guarantee of the rest',
    { guarantee: { percentOfRemainder: 100 } },
    { guarantee: { fen: 6_000 }, ...paid(4_000) },
    'SATISFIED',
  ],
  [
    'a guarantee that is too small',
    { guarantee: { percentOfRemainder: 100 } },
    { guarantee: { fen: 5_999 }, ...paid(4_000) },
    'FAILED',
  ],
  ['no guarantee', { guarantee: { percentOfRemainder: 100 } }, paid(4_000), 'NEEDS_EVIDENCE'],

  [
    'one of two',
    { anyOf: [{ subjectIs: 'UNIT' }, { creditorConsents: true }] },
    replied('CONSENTED'),
    'SATISFIED',
  ],
  [
    'neither of two',
    { anyOf: [{ initiatedBy: ['CREDITOR'] }, { creditorConsents: true }] },
    replied('OBJECTED'),
    'FAILED',
  ],
  [
    'one failed, the other open',
    { anyOf: [{ initiatedBy: ['CREDITOR'] }, { creditorConsents: true }] },
    {},
    'NEEDS_EVIDENCE',
  ],
  [
    'both of two',
    { allOf: [{ initiatedBy: ['DEBTOR'] }, { creditorConsents: true }] },
    replied('CONSENTED'),
    'SATISFIED',
  ],
  [
    'one failed decides it',
    { allOf: [{ initiatedBy: ['CREDITOR'] }, { creditorConsents: true }] },
    {},
    'FAILED',
  ],
  [
    'one open keeps it open',
    { allOf: [{ initiatedBy: ['DEBTOR'] }, { creditorConsents: true }] },
    {},
    'NEEDS_EVIDENCE',
  ],
];

describe('evaluate', () => {
  it.each(cases)('given %s, then it is what the rule says', (_, requires, evidence, result) => {
    expect(examine(requires, evidence).result).toBe(result);
  });

  it('given the vocabulary, then every condition has a case above', () => {
    const shown = new Set(cases.flatMap(([, requires]) => Object.keys(requires)));
    expect([...shown].sort()).toEqual([...CONDITION_KINDS].sort());
  });

  it('given a local rule that silence is consent, then silence is', () => {
    const set = aRuleSet([aRule({ creditorConsents: true })]);
    set.procedure.creditorConsult.silenceIsConsent = true;
    const [finding] = evaluate(set, someEvidence(replied('SILENT')), NOON);
    expect(finding?.result).toBe('SATISFIED');
  });

  it('given other listings, then the finding names them and when they were read', () => {
    expect(examine({ noOtherListing: true }, { others: ['lst_2', 'lst_3'] })).toEqual({
      rule: 'THE_RULE',
      result: 'FAILED',
      at: NOON.toISOString(),
      listings: ['lst_2', 'lst_3'],
      severity: 'BAR',
      text: { zh: '规则', en: 'A rule' },
      legalSource: { kind: 'CONFIGURATION', cite: '本院自定' },
      overridableBy: 'JUDGE',
    });
  });

  it('given a look-up, then the finding is as old as it, and says whose word it is', () => {
    const finding = examine({ noOpenCase: {} }, { openCases: lookedUp(true) });
    expect(finding).toMatchObject({
      at: '2026-11-23T03:00:00.000Z',
      attestation: {
        source: '执行案件系统',
        queriedAt: '2026-11-23T03:00:00.000Z',
        by: 'officer-li',
      },
    });
  });

  it('given a set that is rewritten afterwards, then the finding says what it said', () => {
    const rule = aRule({ noOtherListing: true });
    const [finding] = evaluate(aRuleSet([rule]), someEvidence(), NOON);
    const before = structuredClone(finding);
    rule.text.zh = '改写';
    rule.source = { kind: 'LAW', cite: '改写' };
    expect(finding).toEqual(before);
  });

  it('given open evidence, then the finding says what would settle it', () => {
    const requires: Condition = {
      allOf: [{ materialsPresent: ['IDENTITY', 'INCOME'] }, { creditorConsents: true }],
    };
    expect(examine(requires, { materials: ['INCOME'] })).toMatchObject({
      missing: ['IDENTITY'],
      needs: ['MATERIALS', 'CREDITOR_REPLY'],
    });
  });
});

describe('obstacles', () => {
  const found = (severity: 'BAR' | 'NOTE', evidence: Partial<Evidence>) =>
    evaluate(
      aRuleSet([aRule({ noOtherListing: true }, { severity })]),
      someEvidence(evidence),
      NOON,
    );

  it('given a bar that failed, then it stands in the way', () => {
    expect(obstacles(found('BAR', { others: ['lst_2'] }))).toHaveLength(1);
  });

  it('given a note that failed, then nothing does', () => {
    expect(obstacles(found('NOTE', { others: ['lst_2'] }))).toEqual([]);
  });

  it('given a registry that does not answer, then even a note stands in the way', () => {
    expect(obstacles(found('NOTE', { others: 'UNAVAILABLE' }))).toHaveLength(1);
  });
});

describe('approvalLevel', () => {
  const overridden: Finding = {
    ...examine({ noOtherListing: true }, {}),
    result: 'OVERRIDDEN',
    overridableBy: 'PRESIDENT',
  };

  it('given a rule that only a president sets aside, then a president signs', () => {
    expect(approvalLevel(aRuleSet([]).procedure, [overridden])).toBe('PRESIDENT');
  });

  it('given the same rule satisfied, then the procedure decides', () => {
    const satisfied: Finding = { ...overridden, result: 'SATISFIED' };
    expect(approvalLevel(aRuleSet([]).procedure, [satisfied])).toBe('JUDGE');
  });
});
