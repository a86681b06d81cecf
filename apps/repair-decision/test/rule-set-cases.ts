import type { Attestation, Condition, Evidence, Rule, RuleSet } from '../src/domain/rules/index.js';
import { NOON, OFFICER } from './domain-cases.js';

const source = { kind: 'CONFIGURATION', cite: '本院自定' } as const;

export function aRule(requires: Condition, changes: Partial<Rule> = {}): Rule {
  return {
    id: 'THE_RULE',
    text: { zh: '规则', en: 'A rule' },
    source,
    severity: 'BAR',
    overridableBy: 'JUDGE',
    requires,
    ...changes,
  };
}

export function aRuleSet(rules: Rule[], changes: Partial<RuleSet> = {}): RuleSet {
  return {
    id: 'a-set',
    version: 1,
    title: { zh: '规则集', en: 'A set' },
    effectiveFrom: '2026-01-01',
    courts: 'default',
    appliesTo: { bases: ['P_EARLY'] },
    procedure: {
      materials: [],
      supplement: { workingDays: 5, source },
      creditorConsult: {
        required: true,
        replyWorkingDays: 5,
        silenceIsConsent: false,
        source,
      },
      panel: { required: false, source },
      approval: { level: 'JUDGE', source },
      decision: { workingDays: 15, source },
      reapplication: { months: 6, source },
      review: { days: 10, source },
      certificate: { workingDays: 2, source },
    },
    rules,
    ...changes,
  };
}

/** Nothing but what every application has. */
export function someEvidence(changes: Partial<Evidence> = {}): Evidence {
  return { initiator: 'DEBTOR', listing: {}, others: [], ...changes };
}

export function lookedUp(found: boolean, changes: Partial<Attestation> = {}): Attestation {
  return {
    found,
    source: '执行案件系统',
    queriedAt: new Date(NOON.getTime() - 60 * 60 * 1000),
    by: OFFICER.sub,
    ...changes,
  };
}
