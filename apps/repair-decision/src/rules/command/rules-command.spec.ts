import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownRulesFolder } from '../rule-set-files.js';
import { rulesCommand } from './rules-command.js';

const sound = readFileSync(join(ownRulesFolder(), 'settlement.v1.yaml'), 'utf8');

describe('npm run rules -- check', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'yichu-check-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const put = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
  };
  const run = async (...args: string[]) => {
    const said: string[] = [];
    let failed = false;
    await rulesCommand({
      print: (text) => said.push(text),
      folder,
      today: new Date('2026-11-23T04:00:00Z'),
      fail: () => {
        failed = true;
      },
    }).parseAsync(args, { from: 'user' });
    return { failed, text: said.join('\n'), lines: said.join('\n').split('\n') };
  };
  const json = ({ lines }: { lines: string[] }) =>
    JSON.parse(lines.at(-1) ?? '') as Record<string, unknown>;

  it('given a sound set, then it succeeds and says that the examples hold', async () => {
    put('mine.yaml', sound);
    const { failed, text } = await run('check', 'mine.yaml');
    expect(failed).toBe(false);
    expect(text).toContain('3 个示例全部相符 (version 1, 3 rules, all 3 examples hold)');
  });

  it('given no file, then all that comes with Yichu is checked', async () => {
    const result = await run('check', '--json');
    expect(result.failed).toBe(false);
    expect(json(result)).toMatchObject({ ok: true, problems: [] });
  });

  it('given a mistake, then it fails and says in both languages where it is and what to do', async () => {
    put('mine.yaml', sound.replace('version: 1', 'version: 1\nauthor: 王'));
    const { failed, text } = await run('check', 'mine.yaml');
    expect(failed).toBe(true);
    expect(text).toContain('第 7 行第 1 列 line 7, column 1  author');
    expect(text).toContain('不认识字段“author”，请删除或更正');
    expect(text).toContain('Unknown field "author": remove or correct it');
  });

  it('given an example that does not hold, then it fails and says what came out', async () => {
    put('mine.yaml', sound.replace('outcome: MAY_GRANT', 'outcome: BARRED'));
    const result = await run('check', 'mine.yaml', '--json');
    expect(result.failed).toBe(true);
    expect(result.text).toContain('it expects BARRED, the rules come to MAY_GRANT');
    expect(json(result)).toMatchObject({
      ok: false,
      files: [
        {
          file: 'mine.yaml',
          ok: false,
          examples: { passed: 2, failed: 1 },
          problems: [{ code: 'EXAMPLE_DIFFERS', path: 'examples[0].expect.outcome' }],
        },
      ],
    });
  });

  it('given a sound and a missing file, then only the missing one fails', async () => {
    put('mine.yaml', sound);
    const result = await run('check', 'mine.yaml', 'gone.yaml', '--json');
    expect(result.failed).toBe(true);
    expect(json(result)).toMatchObject({
      files: [{ ok: true }, { ok: false, problems: [{ code: 'FILE_MISSING', line: null }] }],
    });
  });

  it('given two sets that overlap, then the second is refused', async () => {
    const courts = sound.replace('\ncourts: []', '\ncourts: [皖0104]');
    put('a.yaml', courts);
    put('b.yaml', courts.replace('id: settlement', 'id: another'));
    const result = await run('check', 'a.yaml', 'b.yaml');
    expect(result.failed).toBe(true);
    expect(result.text).toContain('与 a.yaml 重叠：皖0104 的 D2_SETTLED_PERFORMED');
  });

  it('given a folder, then the sets in it are checked; an empty one is said', async () => {
    expect((await run('check', '.')).text).toContain('该文件夹中没有规则集');
    put('mine.yaml', sound);
    expect((await run('check', '.')).failed).toBe(false);
  });
});
