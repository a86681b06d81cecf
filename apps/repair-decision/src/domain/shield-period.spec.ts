import { anApplication, aProcedure, NOON, OFFICER, theRules } from '../../test/domain-cases.js';
import { draftRepair } from './draft.js';
import { NOTHING_KNOWN } from './examination.js';

const source = { kind: 'CONFIGURATION', cite: '本院自定' } as const;

/** The last day that a draft of 2026-11-23 comes to, or the rule against it. */
function drafted(
  shieldUntil: string | null,
  [defaultMonths, maxMonths]: [number | null, number | null],
): string | null {
  const procedure = aProcedure({ shield: { defaultMonths, maxMonths, source } });
  const application = anApplication('T_TEMP_SHIELD');
  const verdict = draftRepair(application, {
    decisionId: 'dec_1',
    reasons: '符合',
    evidence: { ...NOTHING_KNOWN, openCases: { found: false, source: '系统', queriedAt: NOON } },
    listing: application.listing,
    rules: theRules({ procedure }),
    shieldUntil,
    liftRestrictions: [],
    sanctionDomains: null,
    correction: null,
    overrides: [],
    drafter: OFFICER,
    at: NOON,
  });
  if (verdict.ok) {
    const { decision } = verdict.value;
    return decision.kind === 'REPAIR' ? decision.shieldUntil : 'no repair';
  }
  return verdict.refusal.kind === 'invalid' ? verdict.refusal.rule : verdict.refusal.kind;
}

describe('how long a shield lasts', () => {
  it.each<[string, string | null, [number | null, number | null], string | null]>([
    ['no number anywhere', null, [null, null], null],
    ['a day and no number', '2099-12-31', [null, null], '2099-12-31'],
    ['no day, and a default', null, [6, 12], '2027-05-23'],
    ['a day within the most', '2027-11-23', [6, 12], '2027-11-23'],
    ['a day beyond the most', '2027-11-24', [6, 12], 'SHIELD_TOO_LONG'],
    ['a day beyond all', '2099-12-31', [null, 12], 'SHIELD_TOO_LONG'],
    ['no day, and a most without a default', null, [null, 12], 'REQUIRED'],
    ['a day that is over', '2026-11-23', [6, 12], 'NOT_IN_FUTURE'],
  ])('given %s, then the rules of the court say', (_case, asked, numbers, expected) => {
    expect(drafted(asked, numbers)).toBe(expected);
  });
});
