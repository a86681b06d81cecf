import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { CONDITION_KINDS } from '../domain/rules/index.js';
import { readRuleSet } from './read-rule-set.js';
import { ownRulesFolder } from './rule-set-files.js';

const page = readFileSync(join(ownRulesFolder(), '../docs/rules.md'), 'utf8');
const settlement = readFileSync(join(ownRulesFolder(), 'settlement.v1.yaml'), 'utf8');
const [, conditions = ''] = page.split('\n## 4. ');
const examples = [...(conditions.split('\n## 5. ')[0] ?? '').matchAll(/```yaml\n(.*?)```/gs)].map(
  ([, text = '']) => text,
);

/** A set with one note that requires this. */
function setRequiring(condition: string): string {
  const [head = ''] = settlement.split('\nrules:');
  const rule = [
    '  - id: SHOWN',
    '    text: { zh: 示例, en: Shown }',
    '    source: { kind: CONFIGURATION, cite: 示例 }',
    '    severity: NOTE',
    '    overridableBy: JUDGE',
    `    requires: ${JSON.stringify(parse(condition))}`,
  ];
  const example = [
    '  - name: { zh: 示例, en: Shown }',
    '    at: 2026-06-01T10:00:00+08:00',
    '    evidence: { initiator: DEBTOR, listing: {}, others: [] }',
    '    expect: { outcome: MAY_GRANT, findings: { SHOWN: OVERRIDDEN } }',
  ];
  return [head, 'rules:', ...rule, 'examples:', ...example].join('\n');
}

describe('docs/rules.md says what the program reads', () => {
  it('given the conditions, then each has an example', () => {
    const shown = examples.flatMap((text) => Object.keys(parse(text) as object));
    expect(shown.sort()).toEqual(CONDITION_KINDS.toSorted());
  });

  it.each(examples)('given the example %j, then a rule set may say so', (text) => {
    const reading = readRuleSet(Buffer.from(setRequiring(text)));
    const problems = reading.ok ? [] : reading.problems;
    // All but what the example is wrong about on purpose, and the papers that the host does not ask for.
    const codes = new Set(problems.map(({ code }) => code));
    expect([...codes].filter((code) => code !== 'MATERIAL_NOT_LISTED')).toEqual(
      codes.has('MATERIAL_NOT_LISTED') ? [] : ['EXAMPLE_DIFFERS'],
    );
  });

  it('given the folder, then every set in it is named', () => {
    const ids = readdirSync(ownRulesFolder()).map((name) => name.split('.')[0] ?? '');
    expect(ids.filter((id) => !page.includes(`| \`${id}\` |`))).toEqual([]);
  });

  it('given the negative list, then the sets have its rules and no others', () => {
    const [, after = ''] = page.split('### The negative list');
    const [table = ''] = after.split('\n### ');
    const named = [...table.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, id]) => id);
    const reading = readRuleSet(readFileSync(join(ownRulesFolder(), 'creditor-consent.v1.yaml')));
    const rules = reading.ok ? reading.read.ruleSet.rules.map(({ id }) => id) : [];
    expect(rules.slice(1)).toEqual(named);
  });
});
