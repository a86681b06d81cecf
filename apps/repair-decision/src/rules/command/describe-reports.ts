import type { FileReport } from '../read-rule-sets.js';
import type { RuleSetProblem } from '../rule-set-problem.js';

/** What a person at a terminal is told: each file with its problems, where they are and what to do. */
export function describeReports(
  reports: readonly FileReport[],
  gaps: readonly RuleSetProblem[],
): string[] {
  const broken = reports.filter(({ problems }) => problems.length > 0).length;
  const lines = [...reports.flatMap(describeFile), ...gaps.flatMap(describeProblem)];
  if (broken > 0 || gaps.length > 0) {
    const sum = `${broken} / ${reports.length}`;
    return [...lines, '', `✗ ${sum} 个规则集有误，请更正后重新检查。${sum} rule sets are broken.`];
  }
  const count = reports.length;
  return [...lines, '', `✓ ${count} 个规则集可以使用。${count} rule sets are sound.`];
}

function describeFile({ name, read, problems, examples }: FileReport): string[] {
  if (problems.length > 0) return [`✗ ${name}`, ...problems.flatMap(describeProblem)];
  const { id, version, rules } = read?.ruleSet ?? { id: '', version: 0, rules: [] };
  const zh = `第 ${version} 版，${rules.length} 条规则，${examples.passed} 个示例全部相符`;
  const en = `version ${version}, ${rules.length} rules, all ${examples.passed} examples hold`;
  return [`✓ ${name}  ${id}: ${zh} (${en})`];
}

function describeProblem({ line, column, path, zh, en }: RuleSetProblem): string[] {
  const place =
    line === null ? '' : `第 ${line} 行第 ${column} 列 line ${line}, column ${column}  `;
  const where = `${place}${path}`.trim();
  return [...(where ? [`    ${where}`] : []), `      ${zh}`, `      ${en}`];
}
