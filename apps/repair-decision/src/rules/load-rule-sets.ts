import type { CalendarDate } from '#calendar';
import { checkRuleSet, checkRuleSets, type LoadedRuleSet } from '../domain/rules/index.js';
import type { ReadRuleSet } from './read-rule-set.js';
import { missingDefaults, readRuleSets } from './read-rule-sets.js';
import { readRulesFolder } from './rule-set-files.js';
import { problem, type RuleSetProblem } from './rule-set-problem.js';
import type { RuleSettings } from './rule-settings.js';

/** A set that a service decides by, with the bytes that its digest names. */
export interface SourcedRuleSet extends LoadedRuleSet {
  name: string;
  bytes: Uint8Array;
}

/** Rule sets that nothing may be decided by. The message names each file, place and remedy. */
export class BrokenRuleSets extends Error {
  override readonly name = 'BrokenRuleSets';

  constructor(readonly problems: readonly { file: string; problem: RuleSetProblem }[]) {
    super(problems.map(({ file, problem: said }) => sentence(file, said)).join('\n'));
  }
}

/**
 * Loads the folder that a service decides by.
 * @throws BrokenRuleSets when one set is broken or two contradict each other: a service that cannot
 * apply a court's rules must not fall back on others. Processes that run already keep what they loaded.
 */
export function loadRuleSets(
  { folder, courts }: RuleSettings,
  today: CalendarDate,
): SourcedRuleSet[] {
  const files = readRulesFolder(folder);
  const reports = readRuleSets(files);
  const broken = reports.flatMap(({ name, problems }) =>
    problems.map((each) => ({ file: name, problem: each })),
  );
  const gaps = missingDefaults(reports, today).map((each) => ({ file: folder, problem: each }));
  if (broken.length + gaps.length > 0) throw new BrokenRuleSets([...broken, ...gaps]);
  const sets = files.flatMap((file, index) => {
    const read = reports[index]?.read;
    return file.ok && read ? [{ ...sourced(read), name: file.name, bytes: file.bytes }] : [];
  });
  return assign(sets, courts);
}

function sourced({ ruleSet, digest }: ReadRuleSet): LoadedRuleSet {
  return { ruleSet, digest };
}

/** Puts sets in force for the courts that the configuration names. */
function assign(sets: SourcedRuleSet[], courts: RuleSettings['courts']): SourcedRuleSet[] {
  const problems: RuleSetProblem[] = [];
  for (const [set, codes] of Object.entries(courts)) {
    const named = sets.filter(({ ruleSet }) => ruleSet.id === set);
    if (named.length === 0) problems.push(problem('UNKNOWN_SET', { vars: { set } }));
    for (const loaded of named) {
      const own = loaded.ruleSet.courts;
      if (own === 'default') problems.push(problem('DEFAULT_HAS_COURTS', { vars: { set } }));
      else loaded.ruleSet = { ...loaded.ruleSet, courts: [...new Set([...own, ...codes])] };
      problems.push(...unknownCourts(loaded));
    }
  }
  const quarrels = checkRuleSets(sets.map(({ ruleSet }) => ruleSet)).map(({ code, other, vars }) =>
    problem(code, { vars: { ...vars, file: sets[other]?.name ?? '' } }),
  );
  const all = [...problems, ...quarrels];
  if (all.length === 0) return sets;
  throw new BrokenRuleSets(all.map((each) => ({ file: 'RULE_SET_COURTS', problem: each })));
}

function unknownCourts({ ruleSet }: SourcedRuleSet): RuleSetProblem[] {
  return checkRuleSet({ ...ruleSet, examples: [] })
    .filter(({ code }) => code === 'UNKNOWN_COURT')
    .map(({ code, vars = {} }) => problem(code, { vars }));
}

/** `rules/x.yaml:12:7 rules[2].source: 中文 English` */
function sentence(file: string, { line, column, path, zh, en }: RuleSetProblem): string {
  const place = [file, line, column].filter((each) => each !== null).join(':');
  return [path ? `${place} ${path}` : place, `${zh} ${en}`].join(': ');
}
