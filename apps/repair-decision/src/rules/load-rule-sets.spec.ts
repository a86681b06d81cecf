import { loadRuleSets } from './load-rule-sets.js';
import { OWN_RULES, readRuleSettings } from './rule-settings.js';
import { RuleSets } from './rule-sets.js';

const TODAY = '2026-11-23';
const load = (courts: Record<string, string[]>) =>
  loadRuleSets({ folder: OWN_RULES.folder, courts }, TODAY);

describe('loadRuleSets', () => {
  it('given the folder that comes with Yichu, then no court has more than the national rules', () => {
    expect(load({}).map(({ ruleSet }) => ruleSet.courts)).toEqual(
      expect.arrayContaining(['default', []]),
    );
    expect(
      load({}).flatMap(({ ruleSet }) => (ruleSet.courts === 'default' ? [] : ruleSet.courts)),
    ).toEqual([]);
  });

  it('given a set put in force for a court by configuration, then it decides there', () => {
    const sets = new RuleSets(load({ 'full-performance': ['沪0112'] }));
    const chosen = (court: string) =>
      sets.choose({ court, basis: 'D1_PERFORMED', on: TODAY }).ruleSet.id;
    expect(chosen('沪0112')).toBe('full-performance');
    expect(chosen('皖0104')).toBe('national-exits');
  });

  it('given two situations of one basis, then the application must name one', () => {
    const sets = new RuleSets(load({ 'part-performance': ['琼02'], reorganisation: ['琼02'] }));
    const matter = { court: '琼02', basis: 'T_TEMP_SHIELD', on: TODAY } as const;
    expect(() => sets.choose(matter)).toThrow(
      expect.objectContaining({
        status: 422,
        rule: 'SITUATION_REQUIRED',
        errors: [{ field: 'situation', rule: 'SITUATION_REQUIRED' }],
        extensions: { situations: ['PART_PERFORMANCE', 'REORGANISATION'] },
      }),
    );
    expect(sets.choose({ ...matter, situation: 'REORGANISATION' }).ruleSet.id).toBe(
      'reorganisation',
    );
  });

  it.each([
    [{ nowhere: ['皖0104'] }, '规则集 nowhere 不存在'],
    [{ 'national-exits': ['皖0104'] }, '不得为全国默认规则集 national-exits 指定法院'],
    [{ settlement: ['港01'] }, '“港01”不是法院代字'],
  ])('given the configuration %j, then it is refused with the reason', (courts, reason) => {
    expect(() => load(courts)).toThrow(reason);
  });

  it('given a folder that is not there, then it is refused', () => {
    expect(() => loadRuleSets({ folder: '/nowhere', courts: {} }, TODAY)).toThrow(
      '没有全国默认规则集',
    );
  });
});

describe('readRuleSettings', () => {
  it('given nothing, then the rules that come with Yichu', () => {
    expect(readRuleSettings({})).toEqual(OWN_RULES);
  });

  it('given courts for sets, then each set gets its courts', () => {
    const RULE_SET_COURTS = 'part-performance=鲁0285, 琼02; settlement=沪0112';
    expect(readRuleSettings({ RULES_FOLDER: '/etc/yichu/rules', RULE_SET_COURTS })).toEqual({
      folder: '/etc/yichu/rules',
      courts: { 'part-performance': ['鲁0285', '琼02'], settlement: ['沪0112'] },
    });
  });

  it.each(['part-performance', '=皖0104', 'part-performance='])(
    'given %j, then it says how it reads',
    (text) => {
      expect(() => readRuleSettings({ RULE_SET_COURTS: text })).toThrow('set=court,court');
    },
  );
});
