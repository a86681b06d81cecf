import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fillTemplate } from './fill-template.js';
import { TemplateSet } from './template-set.js';

const OURS = fileURLToPath(new URL('../templates', import.meta.url));
const GOOD = '# {{court}}\n## 信用修复证明\n> {{number}}\n\n{{debtor.name}}的信用已经修复。\n';

describe('the templates of an installation', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'yichu-templates-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const load = () => TemplateSet.load(OURS, folder);

  it('given none of its own, then ours are taken', () => {
    const reference = load().template('denial', '皖0104').reference;
    expect(reference).toMatch(/^denial sha256:[0-9a-f]{64}$/);
    expect(TemplateSet.load(OURS, null).template('denial', '皖0104').reference).toBe(reference);
  });

  it('given one of its own, and one of a court, then the nearest is taken', () => {
    write('repair-certificate.zh-CN.md', GOOD);
    mkdirSync(join(folder, '皖0103'));
    writeFileSync(
      join(folder, '皖0103/repair-certificate.zh-CN.md'),
      GOOD.replace('证明', '证明书'),
    );
    const set = load();
    expect(set.template('repair-certificate', '皖0104').text).toBe(GOOD);
    expect(set.template('repair-certificate', '皖0103').text).toContain('## 信用修复证明书');
    expect(set.template('denial', '皖0103').text).toContain('不予信用修复决定书');
  });

  it.each([
    [
      'an unknown place',
      GOOD.replace('debtor.name', 'debtor.nmae'),
      /line 5: \{\{debtor\.nmae}} is never/,
    ],
    [
      'a place of another paper',
      `${GOOD}{{breachedOn}}`,
      /\{\{breachedOn}} is never filled in; what is: court,/,
    ],
    ['a list where words belong', `${GOOD}{{lifts}}`, /stands for no text; use \{\{#lifts}}/],
    [
      'an unknown place in a list',
      `${GOOD}{{#lifts}}{{reason}}{{/lifts}}`,
      /\{\{reason}} is never/,
    ],
    ['a section that never ends', `${GOOD}{{#lifts}}`, /is no valid Mustache: Unclosed section/],
    ['an unescaped place', `${GOOD}{{{court}}}`, /have no meaning here/],
    ['a partial', `${GOOD}{{> other}}`, /have no meaning here/],
    ['a paper without its number', GOOD.replace('> {{number}}', ''), /must show \{\{number}}/],
  ])('given %s, then the service does not start and says why', (_what, text, sentence) => {
    write('repair-certificate.zh-CN.md', text);
    expect(load).toThrow(sentence);
  });

  it('given a misspelt file, a missing folder or broken JSON, then the sentence names it', () => {
    expect(() => TemplateSet.load(OURS, join(folder, 'nowhere'))).toThrow(/there is no folder/);
    write('repair-certificat.zh-CN.md', GOOD);
    expect(load).toThrow(/repair-certificat\.zh-CN\.md is no template/);
    rmSync(join(folder, 'repair-certificat.zh-CN.md'));
    write('numbers.json', '{');
    expect(load).toThrow(/numbers\.json is no valid JSON/);
  });

  it('given its own numbers, then they are taken, and a pattern that repeats itself is refused', () => {
    write('numbers.json', JSON.stringify({ REPAIR_DECISION: '{case}之{nZh}' }));
    expect(load().numbers('皖0104')).toMatchObject({
      REPAIR_DECISION: '{case}之{nZh}',
      REPAIR_NOTICE: '（{year}）{court}信修告{n}号',
    });
    write('numbers.json', JSON.stringify({ REPAIR_DECISION: '信修{n}号' }));
    expect(load).toThrow(/REPAIR_DECISION is wrong \(NOT_UNIQUE\)/);
  });

  it('given its own phrases, then those alone differ, and an unknown one is refused', () => {
    write('phrases.zh-CN.json', JSON.stringify({ legalBasis: { T_TEMP_SHIELD: '本院规定' } }));
    const { legalBasis } = load().phrases('皖0104');
    expect(legalBasis.T_TEMP_SHIELD).toBe('本院规定');
    expect(legalBasis.D1_PERFORMED).toContain('第十条第一款第一项');
    write('phrases.zh-CN.json', JSON.stringify({ legalBases: {} }));
    expect(load).toThrow(/legalBases is unknown/);
  });
});

describe('filling a template in', () => {
  it('given its marks, then each line stands as it says', () => {
    const text =
      '# {{court}}\n## 决定书\n> {{number}}\n\n< 单位：\n正文。\n+ 第一；\n\n{{#none}}\n无。\n{{/none}}\n>> {{date}}\n';
    expect(
      fillTemplate(text, { court: '某法院', number: '1号', none: false, date: '今日' }),
    ).toEqual([
      { style: 'court', text: '某法院' },
      { style: 'title', text: '决定书' },
      { style: 'right', text: '1号' },
      { style: 'left', text: '单位：' },
      { style: 'paragraph', text: '正文。' },
      { style: 'item', text: '第一；' },
      { style: 'date', text: '今日' },
    ]);
  });

  it('given words with marks, line breaks and markup, then they are words, paragraph by paragraph', () => {
    const words = '# 一\r\n>> 二\n\n+ 三{{court}}<b>';
    expect(fillTemplate('{{words}}。\n', { words, court: 'x' })).toEqual([
      { style: 'paragraph', text: '# 一' },
      { style: 'paragraph', text: '>> 二' },
      { style: 'paragraph', text: '+ 三{{court}}<b>。' },
    ]);
  });
});
