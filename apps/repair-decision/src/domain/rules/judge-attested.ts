import type { EvidenceKind } from './conditions.js';
import type { Attestation, Evidence } from './evidence.js';
import { needs, satisfiedIf, type Judgement } from './judgement.js';

const DAY = 24 * 60 * 60 * 1000;

/** 无其他在列失信信息. Fails closed: a registry that does not answer is not an empty list. */
export function judgeOtherListings({ others }: Evidence): Judgement {
  if (others === 'UNAVAILABLE') return needs('OTHER_LISTINGS', { unavailable: true });
  return satisfiedIf(others.length === 0, { listings: [...others] });
}

/** 无其他未结案件: no machine can read it across courts, so it rests on the officer's word. */
export function judgeOpenCases(
  { openCases }: Evidence,
  { maxAgeDays }: { maxAgeDays?: number },
  now: Date,
): Judgement {
  return judge(openCases, { expect: 'ABSENT', maxAgeDays, kind: 'OPEN_CASES' }, now);
}

export function judgeAttested(
  { attestations = {} }: Evidence,
  { rule, expect, maxAgeDays }: AttestedRule,
  now: Date,
): Judgement {
  const given = Object.hasOwn(attestations, rule) ? attestations[rule] : undefined;
  return judge(given, { expect, maxAgeDays, kind: 'ATTESTATION' }, now);
}

interface AttestedRule {
  rule: string;
  expect: 'ABSENT' | 'PRESENT';
  maxAgeDays?: number;
}

interface Asked {
  expect: 'ABSENT' | 'PRESENT';
  maxAgeDays: number | undefined;
  kind: EvidenceKind;
}

/** A look-up that names no source, lies in the future or is too old is no evidence. */
function judge(given: Attestation | undefined, asked: Asked, now: Date): Judgement {
  if (!given) return needs(asked.kind);
  const { found, source, queriedAt, by } = given;
  const attestation = { source, queriedAt: queriedAt.toISOString(), by };
  const age = now.getTime() - queriedAt.getTime();
  const tooOld = asked.maxAgeDays !== undefined && age > asked.maxAgeDays * DAY;
  if (age < 0 || tooOld || source.trim() === '') return needs(asked.kind, { attestation });
  return satisfiedIf(found === (asked.expect === 'PRESENT'), { attestation });
}
