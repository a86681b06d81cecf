import type { Bilingual } from './bilingual.js';
import { evaluate } from './evaluate.js';
import type { Attestation, Evidence } from './evidence.js';
import { approvalLevel, obstacles, type Finding } from './finding.js';
import { applyOverrides } from './overrides.js';
import type { ApprovalLevel, RuleSet } from './rule-set.js';

/** A case that a rule set carries with it: this evidence must come to these findings. */
export interface Example {
  name: Bilingual;
  /** RFC 3339: when the application is examined. */
  at: string;
  evidence: WrittenEvidence;
  overrides?: { rule: string; by: string; reason: string }[];
  expect: {
    /** `BARRED`: at least one finding stands in the way of a grant. */
    outcome: 'MAY_GRANT' | 'BARRED';
    /** Who must sign. */
    approval?: ApprovalLevel;
    /** By rule; rules left out may come to anything. */
    findings: Record<string, Finding['result']>;
  };
}

type WrittenAttestation = Omit<Attestation, 'queriedAt'> & { queriedAt: string };
/** Evidence as a file writes it: times are text. */
export type WrittenEvidence = Omit<Evidence, 'openCases' | 'attestations'> & {
  openCases?: WrittenAttestation;
  attestations?: Record<string, WrittenAttestation>;
};

/** A set as its file writes it. */
export type WrittenRuleSet = RuleSet & { examples: Example[] };

export interface Disagreement {
  /** Where in `expect`. */
  path: readonly string[];
  expected: string;
  actual: string;
}

/** @returns where the set comes to something else than its example says; empty when it holds. */
export function runExample(ruleSet: RuleSet, example: Example): Disagreement[] {
  const now = new Date(example.at);
  const found = evaluate(ruleSet, readEvidence(example.evidence), now);
  const requests = (example.overrides ?? []).map((each) => ({ ...each, at: now }));
  const overridden = applyOverrides(found, requests);
  if (!overridden.ok) {
    const { rule, reason } = overridden.refusal;
    return [{ path: ['overrides'], expected: rule, actual: reason }];
  }
  return disagreements(ruleSet, overridden.findings, example.expect);
}

function disagreements(
  ruleSet: RuleSet,
  findings: readonly Finding[],
  expect: Example['expect'],
): Disagreement[] {
  const differing: Disagreement[] = [];
  const compare = (path: string[], expected: string, actual: string) => {
    if (expected !== actual) differing.push({ path: ['expect', ...path], expected, actual });
  };
  for (const [rule, expected] of Object.entries(expect.findings)) {
    const finding = findings.find((each) => each.rule === rule);
    if (finding) compare(['findings', rule], expected, finding.result);
  }
  const outcome = obstacles(findings).length > 0 ? 'BARRED' : 'MAY_GRANT';
  compare(['outcome'], expect.outcome, outcome);
  if (expect.approval) {
    compare(['approval'], expect.approval, approvalLevel(ruleSet.procedure, findings));
  }
  return differing;
}

function readEvidence({ openCases, attestations, ...rest }: WrittenEvidence): Evidence {
  const byRule = Object.entries(attestations ?? {}).map(([rule, each]) => [
    rule,
    readAttestation(each),
  ]);
  return {
    ...rest,
    openCases: openCases && readAttestation(openCases),
    attestations: Object.fromEntries(byRule) as Record<string, Attestation>,
  };
}

function readAttestation(written: WrittenAttestation): Attestation {
  return { ...written, queriedAt: new Date(written.queriedAt) };
}
