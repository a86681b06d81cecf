import { NOON } from '../../../test/domain-cases.js';
import { aRule, aRuleSet, someEvidence } from '../../../test/rule-set-cases.js';
import { evaluate } from './evaluate.js';
import { freezeEvaluation } from './evaluation.js';

describe('freezeEvaluation', () => {
  const ruleSet = aRuleSet([aRule({ noOtherListing: true })]);
  const findings = evaluate(ruleSet, someEvidence({ others: ['lst_2'] }), NOON);
  const frozen = freezeEvaluation({ ruleSet, digest: 'sha256:00' }, findings, NOON);

  it('names the wording it was made under, and says what was found in full', () => {
    expect(frozen).toEqual({
      ruleSet: {
        id: 'a-set',
        version: 1,
        digest: 'sha256:00',
        title: { zh: '规则集', en: 'A set' },
      },
      evaluatedAt: NOON.toISOString(),
      findings: [
        expect.objectContaining({
          rule: 'THE_RULE',
          result: 'FAILED',
          listings: ['lst_2'],
          text: { zh: '规则', en: 'A rule' },
          legalSource: { kind: 'CONFIGURATION', cite: '本院自定' },
        }),
      ],
    });
  });

  it('given that the set is rewritten afterwards, then it says what it said', () => {
    const before = structuredClone(frozen);
    const [rule] = ruleSet.rules;
    if (rule) {
      rule.text.zh = '改写';
      rule.source.cite = '改写';
    }
    ruleSet.title.zh = '改写';
    ruleSet.version = 2;
    findings.pop();
    expect(frozen).toEqual(before);
  });
});
