import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { shanghaiDate } from '#calendar';
import { missingDefaults, readRuleSets, type FileReport } from '../read-rule-sets.js';
import { ownRulesFolder, readRuleSetFile, readRulesFolder } from '../rule-set-files.js';
import type { RuleSetFile } from '../rule-set-files.js';
import { problem, type RuleSetProblem } from '../rule-set-problem.js';
import { describeReports } from './describe-reports.js';

/** What the command needs of its surroundings, so that tests can give others. */
export interface Surroundings {
  print: (text: string) => void;
  /** What the paths on the line are relative to. */
  folder: string;
  today: Date;
  fail: () => void;
}

/** `npm run rules -- check [FILE…] [--json]` */
export function rulesCommand(surroundings: Surroundings): Command {
  const program = new Command('rules').description('规则集 Rule sets: check them before use');
  program
    .command('check [files...]')
    .description(
      '校验规则集并运行其示例（不写文件则检查 rules/ 全部）\nvalidates rule sets and runs their examples (without a file: all of rules/)',
    )
    .option('--json', 'the last line is the result as JSON')
    .action((files: string[], { json = false }: { json?: boolean }) => {
      check(files, json, surroundings);
    });
  return program;
}

function check(names: string[], json: boolean, { print, folder, today, fail }: Surroundings): void {
  const own = ownRulesFolder();
  const files =
    names.length > 0
      ? [...new Set(names)].flatMap((name) => filesOf(name, folder))
      : readRulesFolder(own);
  const reports = readRuleSets(files);
  const gaps = names.length > 0 ? [] : missingDefaults(reports, shanghaiDate(today));
  const ok = gaps.length === 0 && reports.every(({ problems }) => problems.length === 0);
  const result = { ok, files: reports.map(toJson), problems: gaps };
  // At once: whoever reads only the beginning may close the pipe.
  print([...describeReports(reports, gaps), ...(json ? [JSON.stringify(result)] : [])].join('\n'));
  if (!ok) fail();
}

/** A folder stands for the sets in it. */
function filesOf(name: string, folder: string): RuleSetFile[] {
  const inCallersFolder = resolve(folder, name);
  const path = existsSync(inCallersFolder) ? inCallersFolder : resolve(name);
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    return [readRuleSetFile(path, name)];
  }
  const files = readRulesFolder(path);
  return files.length > 0 ? files : [{ name, ok: false, problem: problem('EMPTY_FOLDER') }];
}

function toJson({ name, read, problems, examples }: FileReport) {
  const set = read && {
    id: read.ruleSet.id,
    version: read.ruleSet.version,
    digest: read.digest,
    rules: read.ruleSet.rules.length,
  };
  return { file: name, ok: problems.length === 0, set, examples, problems: problems.map(plain) };
}

function plain({ code, line, column, path, zh, en }: RuleSetProblem) {
  return { code, line, column, path, zh, en };
}
