import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ruleSetsProvider } from '../src/rules.parts.js';
import { OWN_RULES } from '../src/rules/rule-settings.js';
import { RuleSets } from '../src/rules/rule-sets.js';
import { BringRuleSetsIntoUse } from '../src/use-cases/bring-rule-sets-into-use.js';
import { DecisionUnderTest } from './decision-under-test.js';
import { COURT } from './domain-cases.js';

const NATIONAL = 'national-discretion.v1.yaml';
const EXAMPLE = 'public-interest.v1.yaml';

describe('the rule sets of a decision service', () => {
  let folder: string;
  let decision: DecisionUnderTest;
  const file = (name: string) => join(folder, name);
  /** What the service waits for before it listens; a service that fails to start leaves its pools open. */
  const start = async () =>
    ruleSetsProvider({ folder, courts: {} }).useFactory(decision.part(BringRuleSetsIntoUse));
  const change = async (name: string, from: string, to: string, as = name) => {
    const text = await readFile(file(name), 'utf8');
    expect(text).toContain(from);
    await writeFile(file(as), text.replace(from, to));
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yichu-rules-'));
    await cp(OWN_RULES.folder, folder, { recursive: true });
    decision = await DecisionUnderTest.start(undefined, undefined, { folder, courts: {} });
  });
  afterEach(async () => {
    await decision.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('given a first start, then each version in use is kept with its wording, once, and recorded', async () => {
    await decision.restart();
    const [row] = await decision.rows(
      `SELECT content, digest FROM rule_set_version WHERE id = 'national-discretion'`,
    );
    expect(row?.content).toEqual(await readFile(file(NATIONAL)));
    expect(row?.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(await decision.ledger('national-discretion')).toEqual(['rule-set.brought-into-use']);
  });

  it('given a wording changed without a new version, then the service does not start, until it is put back', async () => {
    const original = await readFile(file(NATIONAL));
    await change(NATIONAL, '没有其他在列的失信信息', '没有任何失信信息');
    await expect(start()).rejects.toThrow(
      /national-discretion\.v1\.yaml: 规则集 national-discretion 第 1 版已启用，内容不得再改/,
    );
    await writeFile(file(NATIONAL), original);
    await expect(start()).resolves.toBeInstanceOf(RuleSets);
  });

  it.each([
    ['an unknown field', 'version: 1', 'version: 1\nauthor: 王某', /:7:1 author: .*“author”/],
    ['a missing source', /\n {4}source:\n.*\n.*\n/.source, '\n', /rules\[0\]\.source|\.source: /],
    ['another set’s version', 'id: public-interest', 'id: settlement', /settlement 的同一版本在/],
  ])(
    'given a set with %s, then the service does not start, and says where',
    async (_, from, to, message) => {
      const text = await readFile(file(EXAMPLE), 'utf8');
      await writeFile(file(EXAMPLE), text.replace(new RegExp(from), to));
      await expect(start()).rejects.toThrow(message);
      await cp(join(OWN_RULES.folder, EXAMPLE), file(EXAMPLE));
      await decision.restart();
    },
  );

  it('given no rules at all for a basis, then the service does not start', async () => {
    await rename(file(NATIONAL), file('national-discretion.v1.yaml.off'));
    await expect(start()).rejects.toThrow(/courts: default）：P_EARLY, T_TEMP_SHIELD/);
  });

  it('given a new version, then past decisions and pending cases keep the rules they had', async () => {
    const pending = await decision.apply('P_EARLY');
    const decided = await decision.issue('P_EARLY');
    const before = await decision.show(decided.decisionId);

    await change(NATIONAL, 'version: 1', 'version: 2', 'second.yaml');
    await change('second.yaml', 'effectiveFrom: 2017-05-01', 'effectiveFrom: 2026-11-01');
    await change('second.yaml', '没有其他在列的失信信息', '没有任何失信信息');
    await rm(file(NATIONAL));
    await decision.restart();

    expect(await decision.show(decided.decisionId)).toEqual(before);
    expect(before).toMatchObject({ ruleSet: { id: 'national-discretion', version: 1 } });
    const drafted = await decision.show(await decision.draft(pending));
    expect(drafted).toMatchObject({ ruleSet: before.ruleSet });
    expect(drafted.findings).toMatchObject([
      { text: { zh: '被执行人没有其他在列的失信信息。' } },
      {},
    ]);
    const later = await decision.show(await decision.draft(await decision.apply('P_EARLY')));
    expect(later).toMatchObject({ ruleSet: { id: 'national-discretion', version: 2 } });
    expect(later.findings).toMatchObject([{ text: { zh: '被执行人没有任何失信信息。' } }, {}]);
  });

  it('given a version no longer in the folder, then it is still found by name, and chosen for nothing', async () => {
    await rm(file(EXAMPLE));
    await decision.restart();
    const sets = decision.part(RuleSets);
    expect(sets.find('public-interest', 1)).toMatchObject({ ruleSet: { id: 'public-interest' } });
    expect(sets.find('public-interest', 2)).toBeNull();
    const matter = { court: COURT, basis: 'P_EARLY', on: '2026-11-23' } as const;
    expect(sets.choose(matter).ruleSet.id).toBe('national-discretion');
  });

  it('given a question for the rules in force, then the court sees them, and any version by name', async () => {
    const { status, body } = await decision.get('/v1/rule-sets');
    expect(status).toBe(200);
    expect(body.data).toMatchObject([
      { id: 'national-discretion', version: 1, bases: ['P_EARLY', 'T_TEMP_SHIELD'] },
      { id: 'national-exits', isNational: true },
      { id: 'national-restrictions', situation: null },
    ]);
    const example = await decision.get('/v1/rule-sets/public-interest/versions/1');
    expect(example.body.rules).toContainEqual(
      expect.objectContaining({ id: 'COMMITMENT_SIGNED', requires: { commitmentSigned: true } }),
    );
    for (const unknown of [
      'public-interest/versions/2',
      'public-interest/versions/x',
      'x/versions/1',
    ]) {
      expect((await decision.get(`/v1/rule-sets/${unknown}`)).status).toBe(404);
    }
  });
});
