import { draftRepair, submitApplication, type RepairDraft } from './application.js';
import { anApplication, JUDGE, NOON, OFFICER } from '../../test/domain-cases.js';

const draft: RepairDraft = {
  decisionId: 'dec_1',
  reasons: '符合条件',
  openCases: { found: false, source: '执行系统', queriedAt: NOON },
  shieldUntil: null,
  drafter: OFFICER,
  at: NOON,
};

describe('filing an application', () => {
  it('given a ground that has arisen, then it is submitted', () => {
    expect(submitApplication(anApplication(), 'PUBLISHED')).toMatchObject({
      ok: true,
      value: { status: 'SUBMITTED' },
    });
  });

  it('given a ground that lies in the future, then it is refused', () => {
    const triggeredAt = new Date(NOON.getTime() + 1);
    expect(submitApplication({ ...anApplication(), triggeredAt }, 'PUBLISHED')).toEqual({
      ok: false,
      refusal: { kind: 'invalid', rule: 'IN_FUTURE', field: 'triggeredAt' },
    });
  });
});

describe('filing an application for a listing that has changed', () => {
  it.each([
    ['D1_PERFORMED', 'PUBLISHED', true],
    ['D1_PERFORMED', 'SHIELDED', true],
    ['D1_PERFORMED', 'DELETED', false],
    ['P_EARLY', 'PUBLISHED', true],
    ['P_EARLY', 'SHIELDED', true],
    ['P_EARLY', 'DELETED', false],
    ['T_TEMP_SHIELD', 'PUBLISHED', true],
    ['T_TEMP_SHIELD', 'SHIELDED', false],
    ['T_TEMP_SHIELD', 'DELETED', false],
    ['P_EARLY', 'A_STATE_OF_LATER', false],
  ] as const)('given %s and %s, then it may be filed: %s', (basis, state, ok) => {
    const verdict = submitApplication(anApplication(basis), state);
    expect(verdict).toMatchObject(
      ok ? { ok } : { ok, refusal: { kind: 'listing-not-open', state } },
    );
  });
});

describe('drafting the decision', () => {
  it('given a submitted application, then it is decided by a draft with the attested finding', () => {
    expect(draftRepair(anApplication(), draft)).toMatchObject({
      ok: true,
      value: {
        application: { status: 'DECIDED', decisionId: 'dec_1' },
        decision: {
          status: 'DRAFTED',
          kind: 'REPAIR',
          action: 'REMOVE',
          draftedBy: OFFICER.sub,
          findings: [
            {
              rule: 'OPEN_CASES',
              result: 'SATISFIED',
              source: '执行系统',
              attestedBy: OFFICER.sub,
            },
          ],
        },
      },
    });
  });

  it('given open cases were found, then that is recorded and bars nothing', () => {
    const found = { ...draft, openCases: { ...draft.openCases, found: true } };
    expect(draftRepair(anApplication(), found)).toMatchObject({
      ok: true,
      value: { decision: { findings: [{ result: 'FAILED' }] } },
    });
  });

  it('given it was decided, then a second decision is refused', () => {
    const decided = { ...anApplication(), status: 'DECIDED', decisionId: 'dec_0' } as const;
    expect(draftRepair(decided, draft)).toEqual({
      ok: false,
      refusal: { kind: 'conflict', rule: 'ALREADY_DECIDED' },
    });
  });

  it('given another court, then it is refused', () => {
    const drafter = { ...JUDGE, court: '皖0103' };
    expect(draftRepair(anApplication(), { ...draft, drafter })).toEqual({
      ok: false,
      refusal: { kind: 'forbidden', rule: 'OTHER_COURT' },
    });
  });

  it('given an inquiry of the future, then it is refused', () => {
    const openCases = { ...draft.openCases, queriedAt: new Date(NOON.getTime() + 1) };
    expect(draftRepair(anApplication(), { ...draft, openCases })).toMatchObject({
      ok: false,
      refusal: { rule: 'IN_FUTURE', field: 'openCases.queriedAt' },
    });
  });

  it.each([
    ['D1_PERFORMED', '2027-05-31', 'SHIELD_ONLY'],
    ['P_EARLY', '2027-05-31', 'SHIELD_ONLY'],
    ['T_TEMP_SHIELD', '2026-11-22', 'NOT_IN_FUTURE'],
    ['T_TEMP_SHIELD', '2026-11-23', 'NOT_IN_FUTURE'],
    ['T_TEMP_SHIELD', '2026-11-24', null],
    ['T_TEMP_SHIELD', null, null],
  ] as const)(
    'given %s and a shield until %s, then the rule against it is %s',
    (basis, shieldUntil, rule) => {
      const verdict = draftRepair(anApplication(basis), { ...draft, shieldUntil });
      expect(verdict).toMatchObject(
        rule ? { ok: false, refusal: { rule, field: 'shieldUntil' } } : { ok: true },
      );
    },
  );

  it('given late evening in UTC, then the next day has begun at the court', () => {
    const at = new Date('2026-11-23T16:30:00Z');
    const shieldUntil = '2026-11-24';
    expect(draftRepair(anApplication('T_TEMP_SHIELD'), { ...draft, at, shieldUntil }).ok).toBe(
      false,
    );
  });
});
