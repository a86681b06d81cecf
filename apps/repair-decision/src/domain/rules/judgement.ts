import type { EvidenceKind } from './conditions.js';
import type { FindingDetails } from './finding.js';

/** What a condition comes to on the evidence. */
export interface Judgement extends FindingDetails {
  result: 'SATISFIED' | 'FAILED' | 'NEEDS_EVIDENCE';
}

export function satisfiedIf(holds: boolean, details: FindingDetails = {}): Judgement {
  return { result: holds ? 'SATISFIED' : 'FAILED', ...details };
}

export function needs(kind: EvidenceKind, details: FindingDetails = {}): Judgement {
  return { result: 'NEEDS_EVIDENCE', needs: [kind], ...details };
}

/** One is enough: satisfied by the first that is; failed only when all are. */
export function anyOf(judgements: readonly Judgement[]): Judgement {
  const satisfied = judgements.find(({ result }) => result === 'SATISFIED');
  if (satisfied) return satisfied;
  const open = judgements.some(({ result }) => result === 'NEEDS_EVIDENCE');
  return { result: open ? 'NEEDS_EVIDENCE' : 'FAILED', ...merged(judgements) };
}

/** All are needed: one that failed decides it, whatever is still open. */
export function allOf(judgements: readonly Judgement[]): Judgement {
  const failed = judgements.filter(({ result }) => result === 'FAILED');
  if (failed.length > 0) return { result: 'FAILED', ...merged(failed) };
  const open = judgements.filter(({ result }) => result === 'NEEDS_EVIDENCE');
  if (open.length > 0) return { result: 'NEEDS_EVIDENCE', ...merged(open) };
  return { result: 'SATISFIED', ...merged(judgements) };
}

function merged(judgements: readonly Judgement[]): FindingDetails {
  const listings = judgements.flatMap((each) => each.listings ?? []);
  const missing = judgements.flatMap((each) => each.missing ?? []);
  const open = judgements.flatMap((each) => each.needs ?? []);
  const attestation = judgements.find((each) => each.attestation)?.attestation;
  return {
    ...(judgements.some((each) => each.listings) && { listings: distinct(listings) }),
    ...(judgements.some((each) => each.unavailable) && { unavailable: true as const }),
    ...(attestation && { attestation }),
    ...(missing.length > 0 && { missing: distinct(missing) }),
    ...(open.length > 0 && { needs: distinct(open) }),
  };
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
