import type { Language, Texts, TextVars } from '#i18n';
import type { Problem } from './problem.js';
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
  const message = (rule: string) => ruleText(rule, problem.vars, language, own);
  const status = String(problem.status);
  return {
    type: problem.type,
    title: statusTexts.text(statusTexts.has(status) ? status : 'other', {}, language),
    status: problem.status,
    detail: message(problem.errors[0]?.rule ?? problem.rule),
    errors: problem.errors.map(({ field, rule }) => ({ field, rule, message: message(rule) })),
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
  if (ruleTexts.has(rule)) return ruleTexts.text(rule, vars, language);
  return ruleTexts.text('OTHER_RULE', { rule }, language);
}
