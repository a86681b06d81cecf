import { existsSync, readdirSync, readFileSync, statSync, type Stats } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { MAX_BYTES, tooLarge } from './read-yaml.js';
import { problem, type RuleSetProblem } from './rule-set-problem.js';

/** A file as it was found, under the name by which people know it. */
export type RuleSetFile =
  | { name: string; ok: true; bytes: Uint8Array }
  | { name: string; ok: false; problem: RuleSetProblem };

/** The folder of rule sets that comes with Yichu. */
export function ownRulesFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) {
    folder = dirname(folder);
  }
  return join(folder, 'rules');
}

/** Every rule set below a folder, by name, so that messages come in the same order everywhere. */
export function readRulesFolder(folder: string): RuleSetFile[] {
  const entries = existsSync(folder) ? readdirSync(folder, { recursive: true }) : [];
  return entries
    .map((entry) => join(folder, entry.toString()))
    .filter((path) => /\.ya?ml$/i.test(path))
    .sort()
    .map((path) => readRuleSetFile(path, relative(dirname(folder), path)));
}

/** Looks before it reads: a device has no end, and a large file is no rule set. */
export function readRuleSetFile(path: string, name = path): RuleSetFile {
  const refuse = (reason: RuleSetProblem): RuleSetFile => ({ name, ok: false, problem: reason });
  try {
    const stats: Stats | undefined = statSync(path, { throwIfNoEntry: false });
    if (!stats) return refuse(problem('FILE_MISSING'));
    if (!stats.isFile()) return refuse(problem('NOT_A_FILE'));
    if (stats.size > MAX_BYTES) return refuse(tooLarge());
    return { name, ok: true, bytes: readFileSync(path) };
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? 'unknown';
    return refuse(problem('FILE_UNREADABLE', { vars: { why } }));
  }
}
