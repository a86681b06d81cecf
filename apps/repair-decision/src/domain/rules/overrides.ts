import type { Finding } from './finding.js';

/** A rule that the court sets aside in this case, and why. */
export interface OverrideRequest {
  rule: string;
  by: string;
  reason: string;
  at: Date;
}

export type OverrideRefusal = {
  rule: string;
  reason:
    | 'UNKNOWN_RULE'
    | 'NOT_OVERRIDABLE'
    | 'NOTHING_TO_OVERRIDE'
    | 'ALREADY_OVERRIDDEN'
    | 'NO_REASON'
    /** Nobody can set aside what nobody could look up. */
    | 'UNAVAILABLE';
};

export type Overridden =
  { ok: true; findings: Finding[] } | { ok: false; refusal: OverrideRefusal };

/**
 * Sets rules aside (例外处理): what was found stays in the finding, with who did it and why. Who must
 * then sign is `approvalLevel`. All or nothing.
 */
export function applyOverrides(
  findings: readonly Finding[],
  requests: readonly OverrideRequest[],
): Overridden {
  let current = [...findings];
  for (const request of requests) {
    const finding = current.find(({ rule }) => rule === request.rule);
    const reason = refusalOf(finding, request);
    if (reason || !finding) {
      return { ok: false, refusal: { rule: request.rule, reason: reason ?? 'UNKNOWN_RULE' } };
    }
    const overridden = override(finding, request);
    current = current.map((each) => (each === finding ? overridden : each));
  }
  return { ok: true, findings: current };
}

function refusalOf(
  finding: Finding | undefined,
  { reason }: OverrideRequest,
): OverrideRefusal['reason'] | null {
  if (!finding) return 'UNKNOWN_RULE';
  if (finding.result === 'SATISFIED') return 'NOTHING_TO_OVERRIDE';
  if (finding.result === 'OVERRIDDEN') return 'ALREADY_OVERRIDDEN';
  if (finding.overridableBy === 'NOBODY') return 'NOT_OVERRIDABLE';
  if (finding.unavailable) return 'UNAVAILABLE';
  return reason.trim() === '' ? 'NO_REASON' : null;
}

function override(finding: Finding, { by, reason, at }: OverrideRequest): Finding {
  const original = finding.result === 'FAILED' ? 'FAILED' : 'NEEDS_EVIDENCE';
  return {
    ...finding,
    result: 'OVERRIDDEN',
    override: { by, reason, at: at.toISOString(), original },
  };
}
