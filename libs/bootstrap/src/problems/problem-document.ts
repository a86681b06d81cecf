import type { Language, Texts, TextVars } from '#i18n';
import type { FieldError, Problem } from './problem.js';
import { ruleTexts, statusTexts } from './rule-texts.js';

/** The body of every error (RFC 9457). */
export interface ProblemDocument {
  type: string;
  title: string;
  status: number;
  detail: string;
  errors: { field: string; rule: string; message: string }[];
  traceId?: string;
  [extension: string]: unknown;
}

/** Writes a problem in one language; `own` are the service's rule texts, which come first. */
export function problemDocument(
  problem: Problem,
  language: Language,
  own: Texts | undefined,
): ProblemDocument {
  const message = ({ rule, vars }: Pick<FieldError, 'rule' | 'vars'>) =>
    ruleText(rule, { ...problem.vars, ...vars }, language, own);
  const status = String(problem.status);
  return {
    type: problem.type,
    title: statusTexts.text(statusTexts.has(status) ? status : 'other', {}, language),
    status: problem.status,
    detail: message(problem.errors[0] ?? problem),
    errors: problem.errors.map((each) => ({
      field: each.field,
      rule: each.rule,
      message: message(each),
    })),
    ...problem.extensions,
  };
}

/** What a rule says to the person who broke it; `own` are the service's texts, which come first. */
export function ruleText(
  rule: string,
  vars: TextVars,
  language: Language,
  own: Texts | undefined,
): string {
  if (own?.has(rule)) return own.text(rule, vars, language);
  // What would be right is told where the check knows it.
  const precise = `${rule}_OF`;
  if ('bound' in vars && ruleTexts.has(precise)) return ruleTexts.text(precise, vars, language);
  if (ruleTexts.has(rule)) return ruleTexts.text(rule, vars, language);
  return ruleTexts.text('OTHER_RULE', {}, language);
}
