import type { CalendarDate } from '#calendar';
import { basesWithoutDefault, checkRuleSets, type Quarrel } from '../domain/rules/index.js';
import { readRuleSet, type ReadRuleSet } from './read-rule-set.js';
import type { RuleSetFile } from './rule-set-files.js';
import { problem, type RuleSetProblem } from './rule-set-problem.js';

/** What one file came to. */
export interface FileReport {
  name: string;
  read: ReadRuleSet | null;
  problems: RuleSetProblem[];
  examples: { passed: number; failed: number };
}

/** Reads files together: each for itself, and then whether the sound ones contradict each other. */
export function readRuleSets(files: readonly RuleSetFile[]): FileReport[] {
  const reports = files.map(readOne);
  const sound = reports.flatMap((report) => (report.read ? [{ report, read: report.read }] : []));
  for (const quarrel of checkRuleSets(sound.map(({ read }) => read.ruleSet))) {
    const one = sound[quarrel.at];
    const other = sound[quarrel.other];
    if (one && other)
      one.report.problems.push(quarrelProblem(quarrel, one.read, other.report.name));
  }
  return reports;
}

/** What holds for a folder that serves every court: no basis is left without rules. */
export function missingDefaults(
  reports: readonly FileReport[],
  today: CalendarDate,
): RuleSetProblem[] {
  const sets = reports.flatMap(({ read }) => (read ? [read.ruleSet] : []));
  const bases = basesWithoutDefault(sets, today);
  return bases.length > 0 ? [problem('NO_DEFAULT', { vars: { bases: bases.join(', ') } })] : [];
}

function readOne(file: RuleSetFile): FileReport {
  const { name } = file;
  const none = { passed: 0, failed: 0 };
  if (!file.ok) return { name, read: null, problems: [file.problem], examples: none };
  const reading = readRuleSet(file.bytes);
  if (reading.ok) {
    const examples = { passed: reading.read.examples.length, failed: 0 };
    return { name, read: reading.read, problems: [], examples };
  }
  const { problems, failedExamples: failed, examples } = reading;
  return { name, read: null, problems, examples: { passed: examples - failed, failed } };
}

function quarrelProblem(
  { code, vars }: Quarrel,
  { placeOf }: ReadRuleSet,
  file: string,
): RuleSetProblem {
  const path = code === 'OVERLAP' ? ['courts'] : ['version'];
  return problem(code, { path, place: placeOf(path), vars: { ...vars, file } });
}
