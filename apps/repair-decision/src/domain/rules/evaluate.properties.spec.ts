import fc from 'fast-check';
import { NOON } from '../../../test/domain-cases.js';
import { conditions, evidences, ruleLists, withLess } from '../../../test/rule-arbitraries.js';
import { aRule, aRuleSet, lookedUp } from '../../../test/rule-set-cases.js';
import type { Condition } from './conditions.js';
import { evaluate } from './evaluate.js';
import type { Evidence } from './evidence.js';
import { obstacles, type Finding } from './finding.js';
import { applyOverrides } from './overrides.js';

const DECIDED: Finding['result'][] = ['SATISFIED', 'FAILED'];

function resultsOf(findings: readonly Finding[]): Record<string, string> {
  return Object.fromEntries(findings.map(({ rule, result }) => [rule, result]));
}

function resultOf(requires: Condition, evidence: Evidence): string | undefined {
  return evaluate(aRuleSet([aRule(requires)]), evidence, NOON)[0]?.result;
}

describe('evaluate, whatever the rules and the evidence', () => {
  it('comes to exactly one finding per rule, in the order of the set', () => {
    fc.assert(
      fc.property(ruleLists, evidences, (rules, evidence) => {
        const findings = evaluate(aRuleSet(rules), evidence, NOON);
        expect(findings.map(({ rule }) => rule)).toEqual(rules.map(({ id }) => id));
        for (const { result, needs } of findings) {
          expect(['SATISFIED', 'FAILED', 'NEEDS_EVIDENCE']).toContain(result);
          if (result === 'NEEDS_EVIDENCE') expect(needs).not.toHaveLength(0);
        }
      }),
    );
  });

  it('comes to the same again, and leaves rules and evidence as they were', () => {
    fc.assert(
      fc.property(ruleLists, evidences, (rules, evidence) => {
        const before = structuredClone({ rules, evidence });
        const first = evaluate(aRuleSet(rules), evidence, NOON);
        expect(evaluate(aRuleSet(rules), evidence, NOON)).toEqual(first);
        expect({ rules, evidence }).toEqual(before);
      }),
    );
  });

  it('does not depend on the order of rules, conditions or evidence', () => {
    fc.assert(
      fc.property(ruleLists, evidences, (rules, evidence) => {
        const turned = rules.map((rule) => ({ ...rule, requires: turn(rule.requires) })).reverse();
        const findings = evaluate(aRuleSet(rules), evidence, NOON);
        const again = evaluate(aRuleSet(turned), turnEvidence(evidence), NOON);
        expect(resultsOf(again)).toEqual(resultsOf(findings));
      }),
    );
  });

  it('decides nothing on less evidence that more evidence undoes', () => {
    const cases = fc.tuple(conditions, evidences).chain(([requires, evidence]) =>
      fc.record({
        requires: fc.constant(requires),
        more: fc.constant(evidence),
        less: withLess(evidence),
      }),
    );
    fc.assert(
      fc.property(cases, ({ requires, more, less }) => {
        const before = resultOf(requires, less);
        if (DECIDED.some((each) => each === before)) expect(resultOf(requires, more)).toBe(before);
      }),
      { numRuns: 1000 },
    );
  });

  it('is never turned from satisfied by what only speaks for the debtor', () => {
    fc.assert(
      fc.property(conditions, evidences, (requires, evidence) => {
        if (resultOf(requires, evidence) !== 'SATISFIED') return;
        expect(resultOf(requires, better(evidence))).toBe('SATISFIED');
      }),
      { numRuns: 1000 },
    );
  });
});

describe('applyOverrides, whatever is set aside', () => {
  const cases = fc.record({
    rules: ruleLists,
    evidence: evidences,
    named: fc.array(fc.constantFrom<string>('RULE_A', 'RULE_B', 'RULE_C', 'RULE_D'), {
      maxLength: 3,
    }),
    reason: fc.constantFrom('另案已撤销', ' '),
  });
  const requestsOf = ({ named, reason }: { named: string[]; reason: string }) =>
    named.map((rule) => ({ rule, reason, by: 'judge-wang', at: NOON }));

  it('keeps what was found, and touches no other finding', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const found = evaluate(aRuleSet(given.rules), given.evidence, NOON);
        const overridden = applyOverrides(found, requestsOf(given));
        if (!overridden.ok) return;
        expect(overridden.findings).toHaveLength(found.length);
        for (const [index, { override, result, ...rest }] of overridden.findings.entries()) {
          const { result: original, ...before } = found[index] as Finding;
          expect(rest).toEqual(before);
          const isNamed = given.named.includes(rest.rule);
          expect(result).toBe(isNamed ? 'OVERRIDDEN' : original);
          expect(override?.original).toBe(isNamed ? original : undefined);
        }
      }),
    );
  });

  it('is refused where nobody may, nothing is to be set aside, or nothing was looked up', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const found = evaluate(aRuleSet(given.rules), given.evidence, NOON);
        const mayNot = (rule: string) => {
          const finding = found.find((each) => each.rule === rule);
          return (
            !finding ||
            finding.result === 'SATISFIED' ||
            finding.overridableBy === 'NOBODY' ||
            finding.unavailable === true
          );
        };
        const isRefused =
          given.named.some(mayNot) ||
          (given.named.length > 0 && given.reason.trim() === '') ||
          new Set(given.named).size < given.named.length;
        expect(applyOverrides(found, requestsOf(given)).ok).toBe(!isRefused);
      }),
    );
  });

  it('leaves in the way what it does not name', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const found = evaluate(aRuleSet(given.rules), given.evidence, NOON);
        const overridden = applyOverrides(found, requestsOf(given));
        if (!overridden.ok) return;
        const left = obstacles(found).filter(({ rule }) => !given.named.includes(rule));
        expect(obstacles(overridden.findings)).toEqual(left);
      }),
    );
  });
});

function turn(condition: Condition): Condition {
  if ('anyOf' in condition) return { anyOf: condition.anyOf.map(turn).reverse() };
  if ('allOf' in condition) return { allOf: condition.allOf.map(turn).reverse() };
  if ('materialsPresent' in condition) {
    return { materialsPresent: condition.materialsPresent.toReversed() };
  }
  return condition;
}

function turnEvidence(evidence: Evidence): Evidence {
  const { listing, others, materials, creditorReplies, commitmentBreaches, plan } = evidence;
  return {
    ...evidence,
    others: others === 'UNAVAILABLE' ? others : others.toReversed(),
    materials: materials?.toReversed(),
    creditorReplies: creditorReplies?.toReversed(),
    commitmentBreaches: commitmentBreaches?.toReversed(),
    plan: plan && { instalments: plan.instalments.toReversed() },
    listing: {
      ...listing,
      grounds: listing.grounds?.toReversed(),
      earlier: listing.earlier?.toReversed(),
    },
  };
}

/** More papers, more paid, more security, consent where there was silence, no breach, a fresh look. */
function better(evidence: Evidence): Evidence {
  const { performance, guarantee, materials = [], creditorReplies, openCases } = evidence;
  return {
    ...evidence,
    others: evidence.others === 'UNAVAILABLE' ? [] : evidence.others,
    openCases: openCases ?? lookedUp(false),
    materials: [...materials, 'IDENTITY', 'INCOME'],
    creditorReplies: creditorReplies?.map(({ reply }) => ({
      reply: reply === 'SILENT' || reply === 'PENDING' ? 'CONSENTED' : reply,
    })),
    commitmentBreaches: evidence.commitmentBreaches && [],
    performance: performance && {
      ...performance,
      paidFen: Math.min(performance.paidFen + 100, Number.MAX_SAFE_INTEGER),
    },
    guarantee: guarantee && { fen: Math.min(guarantee.fen + 100, Number.MAX_SAFE_INTEGER) },
  };
}
