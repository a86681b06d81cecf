import { aRule, aRuleSet } from '../../../test/rule-set-cases.js';
import { checkRuleSet } from './check-rule-set.js';
import type { Condition } from './conditions.js';
import type { Example, WrittenRuleSet } from './example.js';
import type { Rule, RuleSet } from './rule-set.js';

const LAW = { kind: 'LAW', cite: '第十条第一款第一项' } as const;

function anExample(findings: Example['expect']['findings'] = { THE_RULE: 'SATISFIED' }): Example {
  return {
    name: { zh: '示例', en: 'An example' },
    at: '2026-06-01T10:00:00+08:00',
    evidence: { initiator: 'DEBTOR', listing: {}, others: [] },
    expect: { outcome: 'MAY_GRANT', findings },
  };
}

function aSet(rules: Rule[], changes: Partial<WrittenRuleSet> = {}): WrittenRuleSet {
  return { ...aRuleSet(rules), examples: [anExample()], ...changes };
}

function objections(set: WrittenRuleSet): string[] {
  return checkRuleSet(set).map(({ code, path }) => `${code} ${path.join('.')}`);
}

const noOther: Condition = { noOtherListing: true };

describe('checkRuleSet', () => {
  it('given a set whose parts fit, then nothing is objected to', () => {
    expect(objections(aSet([aRule(noOther)]))).toEqual([]);
  });

  it('given a rule id twice, then the second is named', () => {
    expect(objections(aSet([aRule(noOther), aRule(noOther)]))).toEqual([
      'DUPLICATE_RULE rules.1.id',
    ]);
  });

  it('given a paper that nobody is asked for, then it is named', () => {
    expect(
      objections(aSet([aRule({ anyOf: [noOther, { materialsPresent: ['INCOME'] }] })])),
    ).toEqual(['MATERIAL_NOT_LISTED rules.0.requires.anyOf.1.materialsPresent.0']);
  });

  it('given two attested facts in one rule, then the second is named', () => {
    const attested: Condition = { attested: { expect: 'ABSENT' } };
    expect(
      objections(aSet([aRule({ allOf: [attested, { anyOf: [noOther, attested] }] })])),
    ).toEqual(['TWO_ATTESTATIONS rules.0.requires.allOf.1.anyOf.1']);
  });

  const duty = (rule: Partial<Rule>, days = 3): WrittenRuleSet => {
    const set = aSet([aRule(noOther, rule)], { appliesTo: { bases: ['D1_PERFORMED'] } });
    set.procedure.decision.workingDays = days;
    return set;
  };

  it('given a bar of the court’s own against a duty by law, then it is refused', () => {
    expect(objections(duty({ severity: 'BAR' }))).toEqual(['BAR_NEEDS_LAW rules.0.severity']);
  });

  it('given the same as a note, or resting on the law, then it may be', () => {
    expect(objections(duty({ severity: 'NOTE' }))).toEqual([]);
    expect(objections(duty({ severity: 'BAR', source: LAW }))).toEqual([]);
  });

  it('given a bar of the court’s own where it has discretion, then it may be', () => {
    const set = aSet([aRule(noOther)], { appliesTo: { bases: ['D3_CREDITOR_REQUEST'] } });
    expect(objections(set)).toEqual([]);
  });

  it('given more than three working days for a duty by law, then it is refused', () => {
    expect(objections(duty({ source: LAW }, 4))).toEqual([
      'DUTY_TOO_SLOW procedure.decision.workingDays',
    ]);
  });

  it.each<[string, RuleSet['procedure']['shield'], RuleSet['appliesTo']['bases'], string[]]>([
    ['missing', undefined, ['T_TEMP_SHIELD'], ['SHIELD_MISSING procedure']],
    [
      'there for a deletion',
      { defaultMonths: 6, maxMonths: 12, source: LAW },
      ['P_EARLY'],
      ['SHIELD_WITHOUT_BASIS procedure.shield'],
    ],
    [
      'longer by default than at most',
      { defaultMonths: 13, maxMonths: 12, source: LAW },
      ['T_TEMP_SHIELD'],
      ['SHIELD_DEFAULT_OVER_MAX procedure.shield.defaultMonths'],
    ],
    ['without bounds', { defaultMonths: 13, maxMonths: null, source: LAW }, ['T_TEMP_SHIELD'], []],
  ])('given a shield period that is %s, then it is said', (_, shield, bases, expected) => {
    const set = aSet([aRule(noOther)], { appliesTo: { bases } });
    set.procedure.shield = shield;
    expect(objections(set)).toEqual(expected);
  });

  it.each<[string, Condition, boolean]>([
    ['needs it', { creditorConsents: true }, false],
    ['needs it among others', { allOf: [noOther, { creditorDoesNotObject: true }] }, false],
    ['does without it', { anyOf: [noOther, { creditorConsents: true }] }, true],
  ])('given a procedure that asks no creditor, and a bar that %s', (_, requires, isFine) => {
    const set = aSet([aRule(requires)]);
    set.procedure.creditorConsult.required = false;
    expect(objections(set)).toEqual(isFine ? [] : ['CONSULT_NOT_REQUIRED rules.0.requires']);
  });

  it('given a court that does not exist, then it is named', () => {
    expect(objections(aSet([aRule(noOther)], { courts: ['皖0104', '港01'] }))).toEqual([
      'UNKNOWN_COURT courts.1',
    ]);
  });

  it('given an identity number anywhere, also a broken-up one, then its place is named', () => {
    const example = anExample();
    example.name.zh = '王某 3401 0419 0006 1500 18';
    expect(objections(aSet([aRule(noOther)], { examples: [example] }))).toEqual([
      'IDENTITY_NUMBER examples.0.name.zh',
    ]);
  });

  it('given an example of a rule that is not there, then it is named', () => {
    const example = anExample({ THE_RULE: 'SATISFIED', OTHER: 'FAILED' });
    example.overrides = [{ rule: 'THIRD', by: 'judge-wang', reason: '理由' }];
    expect(objections(aSet([aRule(noOther)], { examples: [example] }))).toEqual([
      'UNKNOWN_RULE examples.0.expect.findings.OTHER',
      'UNKNOWN_RULE examples.0.overrides.0.rule',
    ]);
  });

  it('given a rule that no example shows, then it is named', () => {
    const rules = [aRule(noOther), aRule(noOther, { id: 'SECOND' })];
    expect(objections(aSet(rules))).toEqual(['RULE_WITHOUT_EXAMPLE rules.1.id']);
  });
});
