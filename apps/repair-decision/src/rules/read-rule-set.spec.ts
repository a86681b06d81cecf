import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BASES, INITIATORS, LISTING_GROUNDS } from '#contracts';
import { MATERIAL_KINDS } from '../domain/material.js';
import { CONDITION_KINDS, SOURCE_KINDS } from '../domain/rules/index.js';
import { readRuleSet } from './read-rule-set.js';
import { ownRulesFolder } from './rule-set-files.js';
import schema from './rule-set.schema.json' with { type: 'json' };

const folder = ownRulesFolder();
const shipped = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
const sound = readFileSync(join(folder, 'part-performance.v1.yaml'), 'utf8');

/** Each as `CODE line path`. */
function problemsOf(text: string | Uint8Array): string[] {
  const reading = readRuleSet(typeof text === 'string' ? Buffer.from(text) : text);
  if (reading.ok) return [];
  for (const { zh, en } of reading.problems) {
    expect(zh).toMatch(/[\u4e00-\u9fff].*。$/s);
    expect(en).toMatch(/^[A-Z"].*[.?]$/s);
    expect(`${zh}${en}`).not.toContain('{{');
  }
  return reading.problems.map(({ code, line, path }) => `${code} ${line} ${path}`);
}

/** The sound set with one thing changed. */
function changed(from: string, to: string): string {
  const at = sound.indexOf(from);
  expect(at).toBeGreaterThan(-1);
  return sound.slice(0, at) + to + sound.slice(at + from.length);
}

function lineOf(text: string, part: string): number {
  return text.slice(0, text.indexOf(part)).split('\n').length;
}

describe('the rule sets that come with Yichu', () => {
  it.each(shipped)('given %s, then it is sound, and its examples hold', (name) => {
    expect(problemsOf(readFileSync(join(folder, name)))).toEqual([]);
  });

  it.each(shipped)('given %s, then its file is named after it', (name) => {
    const reading = readRuleSet(readFileSync(join(folder, name)));
    const { id, version } = reading.ok ? reading.read.ruleSet : { id: '', version: 0 };
    expect(name).toBe(`${id}.v${version}.yaml`);
  });

  it('given the folder, then nothing but rule sets in it is YAML', () => {
    expect(readdirSync(folder)).toEqual(shipped);
  });

  it('given an example that is changed, then it no longer holds', () => {
    const text = changed('PART_PERFORMED: SATISFIED', 'PART_PERFORMED: FAILED');
    expect(problemsOf(text)).toEqual([
      `EXAMPLE_DIFFERS ${lineOf(text, 'PART_PERFORMED: FAILED')} examples[0].expect.findings.PART_PERFORMED`,
    ]);
  });
});

describe('the schema of rule sets', () => {
  const { definitions } = schema;

  it('knows the words of the code, and no others', () => {
    expect(Object.keys(definitions.condition.properties).sort()).toEqual(
      CONDITION_KINDS.toSorted(),
    );
    expect(definitions.basis.enum.toSorted()).toEqual(BASES.toSorted());
    expect(definitions.ground.enum).toEqual(LISTING_GROUNDS);
    expect(definitions.initiator.enum).toEqual(INITIATORS);
    expect(definitions.material.enum.toSorted()).toEqual(MATERIAL_KINDS.toSorted());
    expect(definitions.source.properties.kind.enum).toEqual(SOURCE_KINDS);
  });

  it('takes no unknown field anywhere', () => {
    const open: string[] = [];
    const walk = (node: unknown, path: string) => {
      if (typeof node !== 'object' || node === null) return;
      const { type, properties, additionalProperties } = node as Record<string, unknown>;
      if (type === 'object' && properties && additionalProperties !== false) open.push(path);
      for (const [key, value] of Object.entries(node)) walk(value, `${path}/${key}`);
    };
    walk(schema, '');
    expect(open).toEqual([]);
  });
});

describe('readRuleSet, given a set with one mistake', () => {
  const requires = 'performedAtLeast:\n        percent: 30';
  const source = '    source:\n      kind: CONFIGURATION\n      cite: 本院自定。比例由本院设定。\n';

  it.each<[string, string, string, string]>([
    ['an unknown field', 'version: 1', 'version: 1\nauthor: x', 'UNKNOWN_FIELD author'],
    [
      'an unknown field in a rule',
      '    severity: BAR',
      '    weight: 3\n    severity: BAR',
      'UNKNOWN_FIELD rules[0].weight',
    ],
    [
      'an unknown field in an example',
      '      others: []',
      '      others: []\n      weather: fine',
      'UNKNOWN_FIELD examples[0].evidence.weather',
    ],
    ['a merge key', 'version: 1', 'version: 1\n<<: { a: 1 }', 'UNKNOWN_FIELD <<'],
    ['a prototype', 'version: 1', 'version: 1\n__proto__: { a: 1 }', 'UNKNOWN_FIELD __proto__'],
    [
      'an unknown condition',
      'performedAtLeast:',
      'paidAtLeast:',
      'UNKNOWN_CONDITION rules[0].requires.paidAtLeast',
    ],
    ['no condition', requires, '{}', 'ONE_CONDITION rules[0].requires'],
    [
      'two conditions',
      requires,
      `subjectIs: UNIT\n      ${requires}`,
      'ONE_CONDITION rules[0].requires',
    ],
    ['a rule without a source', source, '', 'MISSING_SOURCE rules[0].source'],
    [
      'a source without a citation',
      '      cite: 本院自定。比例由本院设定。\n',
      '',
      'MISSING_SOURCE rules[0].source.cite',
    ],
    [
      'a blank citation',
      'cite: 本院自定。比例由本院设定。',
      'cite: "  "',
      'BLANK rules[0].source.cite',
    ],
    [
      'a citation that turns text around',
      'cite: 本院自定。比例由本院设定。',
      'cite: "本院\\u202e自定"',
      'BLANK rules[0].source.cite',
    ],
    [
      'a period without a source',
      '    source:\n      kind: CONFIGURATION\n      cite: 本院自定。补正以一次为限。\n',
      '',
      'MISSING_SOURCE procedure.supplement.source',
    ],
    ['an unknown severity', 'severity: BAR', 'severity: FATAL', 'NOT_ALLOWED rules[0].severity'],
    ['version 0', 'version: 1', 'version: 0', 'OUT_OF_RANGE version'],
    ['a version with a point', 'version: 1', 'version: 1.5', 'WRONG_TYPE version'],
    ['a version in words', 'version: 1', 'version: "1"', 'WRONG_TYPE version'],
    ['a date that is none', 'From: 2026-01-01', 'From: 2026-02-30', 'BAD_DATE effectiveFrom'],
    [
      'a time without a zone',
      'at: 2026-06-01T10:00:00+08:00',
      'at: 2026-06-01T10:00:00',
      'BAD_TIME examples[0].at',
    ],
    ['courts in words', '\ncourts: []', '\ncourts: everywhere', 'NOT_ALLOWED courts'],
    ['a court twice', '\ncourts: []', '\ncourts: [皖0104, 皖0104]', 'REPEATED courts'],
    [
      'part of a fen',
      'paidFen: 4000000',
      'paidFen: 4000000.5',
      'WRONG_TYPE examples[0].evidence.performance.paidFen',
    ],
    [
      'a share over a hundred',
      'percent: 30',
      'percent: 101',
      'OUT_OF_RANGE rules[0].requires.performedAtLeast.percent',
    ],
    [
      'yes for true',
      'required: true',
      'required: yes',
      'WRONG_TYPE procedure.materials[0].required',
    ],
    ['an id with capitals', 'id: part-performance', 'id: Part', 'BAD_SET_ID id'],
    ['a rule in small letters', '- id: PART_PERFORMED', '- id: part', 'BAD_CODE rules[0].id'],
  ])('%s, then it names the place and what to do', (_, from, to, expected) => {
    const problems = problemsOf(changed(from, to));
    const [code, path] = expected.split(' ');
    const line = `${code} \\d+ ${path?.replace(/[.[\]]/g, '\\$&')}`;
    expect(problems[0]).toMatch(new RegExp(`^${line}$`));
  });

  it('no examples, then it is refused', () => {
    expect(problemsOf(sound.slice(0, sound.indexOf('\nexamples:')))).toEqual([
      'MISSING_FIELD 6 examples',
    ]);
  });

  it('several mistakes, then all of them are named at once, in the order of the file', () => {
    const text = changed('version: 1', 'version: 0').replace('severity: BAR', 'severity: FATAL');
    expect(problemsOf(text).map((each) => each.split(' ')[0])).toEqual([
      'OUT_OF_RANGE',
      'NOT_ALLOWED',
    ]);
  });
});

describe('readRuleSet, given what is no rule set', () => {
  const bomb = ['a: &a [x, x]', 'b: &b [*a, *a]', 'c: &c [*b, *b]'].join('\n');

  it.each<[string, string | Uint8Array, string]>([
    ['an empty file', '', 'EMPTY null '],
    ['only comments', '# 空\n', 'EMPTY null '],
    ['a picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe), 'NOT_TEXT null '],
    ['a zero byte', 'a: b\0', 'NOT_TEXT null '],
    ['UTF-16', Buffer.from(sound, 'utf16le'), 'NOT_TEXT null '],
    ['a large file', 'x'.repeat(128 * 1024 + 1), 'FILE_TOO_LARGE null '],
    ['an open quote', 'a: "b', 'YAML_SYNTAX 1 '],
    ['crooked indentation', 'a:\n  b: 1\n c: 2\n', 'YAML_SYNTAX 3 '],
    ['a field twice', 'a: 1\na: 2\n', 'YAML_DUPLICATE_KEY 2 '],
    ['a field twice, deep inside', 'a:\n  - b: 1\n    b: 2\n', 'YAML_DUPLICATE_KEY 3 '],
    ['two documents', 'a: 1\n---\nb: 2\n', 'YAML_SEVERAL_DOCUMENTS 2 '],
    ['an anchor bomb', bomb, 'YAML_ALIAS 1 '],
    ['an alias without an anchor', 'a: *x', 'YAML_ALIAS 1 '],
    ['a program in a tag', 'a: !!js/function "x"', 'YAML_TAG 1 '],
    ['a list', '- a\n', 'WRONG_TYPE 1 '],
    ['a word', 'hello', 'WRONG_TYPE 1 '],
    ['brackets without end', '['.repeat(20_000), 'TOO_DEEP 1 '],
    ['maps without end', '{a: '.repeat(20_000), 'TOO_DEEP 1 '],
    ['lists without end', '- '.repeat(50_000), 'TOO_DEEP 1 '],
  ])('%s, then one sentence says so', (_, text, expected) => {
    expect(
      problemsOf(text).some((each) => each === expected || each === expected.replace(/\d/, 'null')),
    ).toBe(true);
  });

  it('10,000 unknown fields, then some of them are named, soon', () => {
    const text = Array.from({ length: 10_000 }, (_, index) => `k${index}: 1`).join('\n');
    expect(problemsOf(text)).toHaveLength(50);
  });

  it('control signs in a name, then no terminal gets them', () => {
    const reading = readRuleSet(Buffer.from('"\\e[31mred": 1'));
    expect(JSON.stringify(reading)).not.toContain('\\u001b');
  });
});
