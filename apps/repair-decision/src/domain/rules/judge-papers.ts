import type { Evidence } from './evidence.js';
import { needs, satisfiedIf, type Judgement } from './judgement.js';

/** A missing paper is not a failure: it can be handed in (补正). */
export function judgeMaterials({ materials = [] }: Evidence, kinds: readonly string[]): Judgement {
  const missing = kinds.filter((kind) => !materials.includes(kind));
  return missing.length > 0 ? needs('MATERIALS', { missing }) : satisfiedIf(true);
}

/**
 * 申请执行人意见. One objection decides it; a creditor whose period still runs keeps it open; silence is
 * enough only where `silenceSuffices` (逾期未答复不视为同意, unless a local rule says otherwise).
 */
export function judgeCreditors(
  { creditorReplies = [] }: Evidence,
  silenceSuffices: boolean,
): Judgement {
  const replies = creditorReplies.map(({ reply }) => reply);
  if (replies.includes('OBJECTED')) return satisfiedIf(false);
  if (replies.length === 0 || replies.includes('PENDING')) return needs('CREDITOR_REPLY');
  return satisfiedIf(silenceSuffices || !replies.includes('SILENT'));
}

export function judgeCommitment({ commitment }: Evidence, today: string): Judgement {
  return commitment && commitment.signedOn <= today ? satisfiedIf(true) : needs('COMMITMENT');
}
