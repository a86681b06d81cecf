import { aRuleSet } from '../../../test/rule-set-cases.js';
import { basesWithoutDefault, checkRuleSets } from './check-rule-sets.js';
import type { RuleSet } from './rule-set.js';
import { selectRuleSet, type Matter } from './select-rule-set.js';

const COURT = '皖0104';
const national = aRuleSet([], { id: 'national' });
const own = aRuleSet([], { id: 'own', courts: [COURT] });
const partial = aRuleSet([], {
  id: 'partial',
  courts: [COURT],
  appliesTo: { bases: ['P_EARLY'], situation: 'PART_PERFORMANCE' },
});
const publicInterest = aRuleSet([], {
  id: 'public',
  courts: [COURT],
  appliesTo: { bases: ['P_EARLY'], situation: 'PUBLIC_INTEREST' },
});

function select(sets: RuleSet[], matter: Partial<Matter> = {}) {
  const selection = selectRuleSet(
    sets.map((ruleSet) => ({ ruleSet })),
    { court: COURT, basis: 'P_EARLY', on: '2026-06-01', ...matter },
  );
  if (!selection.ok) return selection;
  const { id, version } = selection.selected.ruleSet;
  return `${id} v${version}`;
}

describe('selectRuleSet', () => {
  it('given a set of the court, then it goes before the national one', () => {
    expect(select([national, own])).toBe('own v1');
    expect(select([own, national])).toBe('own v1');
  });

  it('given another court, then the national set decides', () => {
    expect(select([national, own], { court: '沪0112' })).toBe('national v1');
  });

  it('given another basis than the court has a set for, then the national set decides', () => {
    const wide = aRuleSet([], { id: 'wide', appliesTo: { bases: ['P_EARLY', 'D1_PERFORMED'] } });
    expect(select([wide, own], { basis: 'D1_PERFORMED' })).toBe('wide v1');
  });

  it('given versions, then the newest whose day has come decides', () => {
    const sets = [
      aRuleSet([], { id: 'own', version: 3, effectiveFrom: '2026-07-01' }),
      aRuleSet([], { id: 'own', version: 1, effectiveFrom: '2025-01-01' }),
      aRuleSet([], { id: 'own', version: 2, effectiveFrom: '2026-06-01' }),
    ];
    expect(select(sets, { on: '2026-05-31' })).toBe('own v1');
    expect(select(sets, { on: '2026-06-01' })).toBe('own v2');
    expect(select(sets, { on: '2027-01-01' })).toBe('own v3');
  });

  it('given a newer version that gives the court up, then the older one does not come back', () => {
    const left = aRuleSet([], { id: 'own', version: 2, effectiveFrom: '2026-05-01', courts: [] });
    expect(select([national, own, left])).toBe('national v1');
  });

  it('given several situations and none named, then the applicant is asked, not passed to the national set', () => {
    expect(select([national, partial, publicInterest])).toEqual({
      ok: false,
      reason: 'SITUATION_REQUIRED',
      situations: ['PART_PERFORMANCE', 'PUBLIC_INTEREST'],
    });
  });

  it('given the situation, then its set decides', () => {
    const sets = [national, own, partial, publicInterest];
    expect(select(sets, { situation: 'PUBLIC_INTEREST' })).toBe('public v1');
    expect(select(sets)).toBe('own v1');
  });

  it('given only one set of the court, then it decides without being named', () => {
    expect(select([national, partial])).toBe('partial v1');
  });

  it('given a situation that the court does not know, then it is refused', () => {
    expect(select([national, partial], { situation: 'REORGANISATION' })).toEqual({
      ok: false,
      reason: 'UNKNOWN_SITUATION',
      situations: ['PART_PERFORMANCE'],
    });
  });

  it('given no set at all, then it is said', () => {
    expect(select([])).toEqual({ ok: false, reason: 'NO_RULE_SET', situations: [] });
  });
});

describe('checkRuleSets', () => {
  const codes = (...sets: RuleSet[]) =>
    checkRuleSets(sets).map(({ code, at, other }) => [code, at, other]);

  it('given sets for different courts, bases or situations, then they agree', () => {
    const elsewhere = aRuleSet([], { id: 'elsewhere', courts: ['沪0112'] });
    const d1 = aRuleSet([], { id: 'd1', courts: [COURT], appliesTo: { bases: ['D1_PERFORMED'] } });
    expect(codes(national, own, elsewhere, d1, partial, publicInterest)).toEqual([]);
  });

  it('given two sets for one court and basis, then they overlap', () => {
    const second = aRuleSet([], { id: 'second', courts: ['沪0112', COURT] });
    expect(codes(own, national, second)).toEqual([['OVERLAP', 2, 0]]);
  });

  it('given two national sets for one basis, then they overlap', () => {
    expect(codes(national, aRuleSet([], { id: 'second' }))).toEqual([['OVERLAP', 1, 0]]);
  });

  it('given sets that overlap only later, then that is found now', () => {
    const later = aRuleSet([], { id: 'later', courts: [COURT], effectiveFrom: '2027-01-01' });
    expect(codes(own, later)).toEqual([['OVERLAP', 1, 0]]);
  });

  it('given a set that makes way for another, then nothing overlaps', () => {
    const gone = aRuleSet([], { id: 'own', version: 2, effectiveFrom: '2027-01-01', courts: [] });
    const later = aRuleSet([], { id: 'later', courts: [COURT], effectiveFrom: '2027-01-01' });
    expect(codes(own, gone, later)).toEqual([]);
  });

  it('given the same version twice, then it is said', () => {
    expect(codes(own, own)).toEqual([['DUPLICATE_VERSION', 1, 0]]);
  });

  it.each(['2025-12-31', '2026-01-01'])(
    'given version 2 from %s on, then it is too early',
    (from) => {
      const second = aRuleSet([], { id: 'own', version: 2, courts: [COURT], effectiveFrom: from });
      expect(codes(own, second)).toEqual([['VERSION_ORDER', 1, 0]]);
      expect(codes(second, own)).toEqual([['VERSION_ORDER', 1, 0]]);
    },
  );
});

describe('basesWithoutDefault', () => {
  it('given one national set for two bases, then all others are without', () => {
    const both = aRuleSet([], { appliesTo: { bases: ['P_EARLY', 'D1_PERFORMED'] } });
    const gaps = basesWithoutDefault([both, own], '2026-06-01');
    expect(gaps).not.toContain('P_EARLY');
    expect(gaps).toContain('T_TEMP_SHIELD');
  });

  it('given a national set of tomorrow, then today is without', () => {
    expect(basesWithoutDefault([national], '2025-12-31')).toContain('P_EARLY');
  });
});
