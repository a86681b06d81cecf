import type { Bilingual } from './bilingual.js';
import type { EvidenceKind } from './conditions.js';
import type { ApprovalLevel, LegalSource, Rule, Severity } from './rule-set.js';

/** What one rule was found to be. Whole in itself: it can be read when the rule set is long replaced. */
export interface Finding extends FindingDetails {
  rule: string;
  result: 'SATISFIED' | 'FAILED' | 'NEEDS_EVIDENCE' | 'OVERRIDDEN';
  /** RFC 3339: when the fact was looked up, or else when the rule was evaluated. */
  at: string;
  severity: Severity;
  text: Bilingual;
  legalSource: LegalSource;
  overridableBy: Rule['overridableBy'];
  override?: Override;
}

export interface FindingDetails {
  /** The debtor's other live listings. */
  listings?: string[];
  /** The registry did not answer, so nothing is known: stands in the way whatever the severity. */
  unavailable?: true;
  attestation?: { source: string; queriedAt: string; by: string };
  /** Materials that are not on file. */
  missing?: string[];
  /** What would settle it. */
  needs?: EvidenceKind[];
}

/** A rule set aside, by whom and why; what was found stays. */
export interface Override {
  by: string;
  reason: string;
  at: string;
  original: 'FAILED' | 'NEEDS_EVIDENCE';
}

/** The findings that stand in the way of a grant. */
export function obstacles(findings: readonly Finding[]): Finding[] {
  return findings.filter(
    ({ result, severity, unavailable }) =>
      (result === 'FAILED' || result === 'NEEDS_EVIDENCE') && (severity === 'BAR' || unavailable),
  );
}

/** Who must sign: the procedure's level, or higher where an overridden rule asks for it. */
export function approvalLevel(
  procedure: { approval: { level: ApprovalLevel } },
  findings: readonly Finding[],
): ApprovalLevel {
  const asked = findings.some(
    ({ result, overridableBy }) => result === 'OVERRIDDEN' && overridableBy === 'PRESIDENT',
  );
  return asked ? 'PRESIDENT' : procedure.approval.level;
}
