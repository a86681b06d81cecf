import type { Application } from './application.js';
import { notAmong } from './material.js';
import { isCommanded } from './rules/mandatory-basis.js';
import type { Procedure } from './rules/rule-set.js';
import { conflicting } from './verdict.js';

type Asked = Pick<Application, 'initiator' | 'basis'>;

/**
 * 完整性审查, or null: whoever applies hands in what the court's rules ask for. Where the court acts of
 * its own motion (依职权) nobody does.
 */
export function missingPapers(
  { initiator }: Asked,
  { materials }: Procedure,
  kinds: readonly string[],
) {
  const missing = initiator === 'EX_OFFICIO' ? [] : notAmong(kinds, materials);
  if (missing.length === 0) return null;
  return conflicting('MATERIALS_MISSING', {
    materials: missing.map(({ kind, title }) => ({ kind, title })),
  });
}

/**
 * What must be on file before a grant. What the law commands once its ground is there (Art 10) no paper
 * that a court asks for can hold up: there the rules say what shows the ground.
 */
export function missingForGrant(asked: Asked, procedure: Procedure, kinds: readonly string[]) {
  return isCommanded(asked.basis) ? null : missingPapers(asked, procedure, kinds);
}
