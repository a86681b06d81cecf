import type { Path } from '../domain/rules/index.js';
import { text, type ProblemCode } from './rule-set.texts.js';

/** One thing that is wrong with a rule set, where it is, and what to do about it. */
export interface RuleSetProblem {
  code: ProblemCode;
  /** From 1; null where the file as a whole is meant. */
  line: number | null;
  column: number | null;
  /** `rules[2].source.cite`; empty for the whole file. */
  path: string;
  zh: string;
  en: string;
}

export type Place = { line: number; column: number } | null;
type Vars = Record<string, string | number>;

/** Whoever corrects these has enough to do. */
export const MAX_PROBLEMS = 50;
const MAX_SHOWN = 80;

export function problem(
  code: ProblemCode,
  { place = null, path = [], vars = {} }: { place?: Place; path?: Path; vars?: Vars } = {},
): RuleSetProblem {
  const shown = Object.fromEntries(Object.entries(vars).map(([key, value]) => [key, show(value)]));
  return {
    code,
    line: place?.line ?? null,
    column: place?.column ?? null,
    path: show(written(path)),
    zh: text(code, shown, 'zh-CN'),
    en: text(code, shown, 'en'),
  };
}

/** `rules[2].source` */
function written(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');
}

/** What a file names may be anything; a terminal and a log get it short and without control signs. */
function show<T extends string | number>(value: T): T | string {
  if (typeof value === 'number') return value;
  const plain = value.replace(/\p{C}/gu, '�');
  return plain.length > MAX_SHOWN * 8 ? `${plain.slice(0, MAX_SHOWN)}…` : plain;
}
