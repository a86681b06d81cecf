import {
  aListing,
  anApplication,
  aProcedure,
  JUDGE,
  NOON,
  OFFICER,
  theRules,
} from '../../test/domain-cases.js';
import { draftDenial, draftRepair, type RepairDraft } from './draft.js';
import { NOTHING_KNOWN } from './examination.js';
import type { Rule } from './rules/rule-set.js';

const source = { kind: 'CONFIGURATION', cite: '本院自定' } as const;
const rule = (id: string, more: Partial<Rule>): Rule => ({
  id,
  text: { zh: id, en: id },
  source,
  severity: 'BAR',
  overridableBy: 'JUDGE',
  requires: { noOpenCase: {} },
  ...more,
});

const draft: RepairDraft = {
  decisionId: 'dec_1',
  reasons: '符合条件',
  evidence: { ...NOTHING_KNOWN, openCases: { found: false, source: '执行系统', queriedAt: NOON } },
  listing: aListing(),
  rules: theRules(),
  shieldUntil: null,
  liftRestrictions: [],
  sanctionDomains: null,
  correction: null,
  overrides: [],
  drafter: OFFICER,
  at: NOON,
};
const found = { ...draft.evidence, openCases: { found: true, source: '系统', queriedAt: NOON } };

describe('drafting the decision', () => {
  it('given a submitted application, then it is decided by a draft, with its findings and the rules they are under', () => {
    const rules = theRules({ rules: [rule('OPEN_CASES', { severity: 'NOTE' })] });
    expect(draftRepair(anApplication(), { ...draft, rules })).toMatchObject({
      ok: true,
      value: {
        application: { status: 'APPROVAL', decisionId: 'dec_1' },
        decision: {
          status: 'DRAFTED',
          kind: 'REPAIR',
          action: 'REMOVE',
          approvalLevel: 'JUDGE',
          draftedBy: OFFICER.sub,
          ruleSet: { id: 'test', version: 1, digest: 'sha256:0' },
          findings: [
            {
              rule: 'OPEN_CASES',
              result: 'SATISFIED',
              attestation: { source: '执行系统', by: OFFICER.sub },
            },
          ],
        },
      },
    });
  });

  it('given it was decided, then a second decision is refused', () => {
    const decided = { ...anApplication(), status: 'APPROVAL', decisionId: 'dec_0' } as const;
    for (const verdict of [draftRepair(decided, draft), draftDenial(decided, draft)]) {
      expect(verdict).toMatchObject({ ok: false, refusal: { rule: 'ALREADY_DECIDED' } });
    }
  });

  it('given another court, then it is refused', () => {
    const drafter = { ...JUDGE, court: '皖0103' };
    expect(draftRepair(anApplication(), { ...draft, drafter })).toEqual({
      ok: false,
      refusal: { kind: 'forbidden', rule: 'OTHER_COURT' },
    });
  });

  it('given an inquiry of the future, then it is refused', () => {
    const openCases = { found: false, source: '系统', queriedAt: new Date(NOON.getTime() + 1) };
    const evidence = { ...draft.evidence, openCases };
    expect(draftRepair(anApplication(), { ...draft, evidence })).toMatchObject({
      ok: false,
      refusal: { rule: 'IN_FUTURE', field: 'openCases.queriedAt' },
    });
  });

  it('given a listing that has left meanwhile, then there is nothing to decide', () => {
    const listing = aListing({ state: 'DELETED' });
    expect(draftRepair(anApplication(), { ...draft, listing })).toMatchObject({
      refusal: { kind: 'listing-not-open', state: 'DELETED' },
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
    (basis, shieldUntil, against) => {
      const verdict = draftRepair(anApplication(basis), { ...draft, shieldUntil });
      expect(verdict).toMatchObject(
        against ? { ok: false, refusal: { rule: against, field: 'shieldUntil' } } : { ok: true },
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

  it('given a listing imposed by the president, then the president must sign', () => {
    const listing = aListing({ imposedBy: 'PRESIDENT' });
    expect(draftRepair(anApplication(), { ...draft, listing })).toMatchObject({
      value: { decision: { approvalLevel: 'PRESIDENT' } },
    });
  });

  it('given a correction, then it is named; without one it is asked for', () => {
    const correction = { correctionRef: 'cor_1', digest: 'sha256:0' };
    expect(draftRepair(anApplication('X_CORRECTED', { correction }), draft)).toMatchObject({
      value: { decision: { action: 'CORRECT', correction, sanctionDomains: [] } },
    });
    expect(draftRepair(anApplication('X_CORRECTED'), draft)).toMatchObject({
      refusal: { rule: 'REQUIRED', field: 'correction' },
    });
  });

  it('given a removal, then sanctions end in all seven fields unless the draft names fewer', () => {
    const domains = (named: RepairDraft['sanctionDomains']) => {
      const drafted = draftRepair(anApplication(), { ...draft, sanctionDomains: named });
      return drafted.ok && drafted.value.decision.kind === 'REPAIR'
        ? drafted.value.decision.sanctionDomains
        : null;
    };
    expect(domains(null)).toHaveLength(7);
    expect(domains(['BIDDING'])).toEqual(['BIDDING']);
  });
});

describe('what stands in the way of a grant', () => {
  const barring = theRules({ rules: [rule('OPEN_CASES', {})] });

  it('given a rule that bars and failed, or lacks evidence, then it is named', () => {
    const barred = theRules({
      rules: [
        rule('OPEN_CASES', {}),
        rule('WAGES', { requires: { attested: { expect: 'ABSENT' } } }),
      ],
    });
    expect(
      draftRepair(anApplication(), { ...draft, evidence: found, rules: barred }),
    ).toMatchObject({
      ok: false,
      refusal: {
        rule: 'FINDINGS_OPEN',
        details: {
          findings: [
            { rule: 'OPEN_CASES', result: 'FAILED' },
            { rule: 'WAGES', result: 'NEEDS_EVIDENCE', needs: ['ATTESTATION'] },
          ],
        },
      },
    });
  });

  it('given it is only a note, then it bars nothing', () => {
    const rules = theRules({ rules: [rule('OPEN_CASES', { severity: 'NOTE' })] });
    expect(draftRepair(anApplication(), { ...draft, evidence: found, rules }).ok).toBe(true);
  });

  it('given it is set aside, then who did it and why stays in the finding', () => {
    const overrides = [{ rule: 'OPEN_CASES', reason: '另案已提供足额担保' }];
    const verdict = draftRepair(anApplication(), {
      ...draft,
      evidence: found,
      rules: barring,
      overrides,
    });
    expect(verdict).toMatchObject({
      value: {
        decision: {
          findings: [
            {
              rule: 'OPEN_CASES',
              result: 'OVERRIDDEN',
              override: { by: OFFICER.sub, reason: '另案已提供足额担保', original: 'FAILED' },
            },
          ],
        },
      },
    });
  });

  it.each([
    ['NOTHING', 'UNKNOWN_RULE'],
    ['OPEN_CASES', 'NOT_OVERRIDABLE'],
  ])('given %s cannot be set aside, then %s', (named, against) => {
    const rules = theRules({ rules: [rule('OPEN_CASES', { overridableBy: 'NOBODY' })] });
    const overrides = [{ rule: named, reason: '理由' }];
    expect(
      draftRepair(anApplication(), { ...draft, evidence: found, rules, overrides }),
    ).toMatchObject({
      refusal: { rule: against, field: 'overrides' },
    });
  });

  it('given an override that is the president’s, then the president must sign', () => {
    const rules = theRules({ rules: [rule('OPEN_CASES', { overridableBy: 'PRESIDENT' })] });
    const overrides = [{ rule: 'OPEN_CASES', reason: '理由' }];
    expect(
      draftRepair(anApplication(), { ...draft, evidence: found, rules, overrides }),
    ).toMatchObject({
      value: { decision: { approvalLevel: 'PRESIDENT' } },
    });
  });
});

describe('steps that the rules require', () => {
  const consult = { required: true, replyWorkingDays: 5, silenceIsConsent: false, source };
  const asked = theRules({ procedure: aProcedure({ creditorConsult: consult }) });
  const both = theRules({
    procedure: aProcedure({ creditorConsult: consult, panel: { required: true, source } }),
  });
  const act = { by: OFFICER.sub, at: NOON.toISOString() };
  const consultation = { ...act, question: '是否同意', reply: null };
  const opinion = (given: 'GRANT' | 'DENY') => ({
    ...act,
    members: ['a', 'b', 'c'],
    opinion: given,
    reasons: '评议',
  });

  it.each([
    ['nothing was done', asked, {}, 'acceptance'],
    ['it was accepted', asked, { acceptance: act }, 'consultation'],
    ['the creditor was asked', both, { acceptance: act, consultation }, 'panel'],
  ] as const)('given %s, then the missing step is named', (_case, rules, steps, step) => {
    expect(draftRepair(anApplication('P_EARLY', { steps }), { ...draft, rules })).toEqual({
      ok: false,
      refusal: { kind: 'conflict', rule: 'STEP_MISSING', details: { step } },
    });
  });

  it('given every step was taken, then it may be granted', () => {
    const steps = { acceptance: act, consultation, panel: opinion('GRANT') };
    expect(draftRepair(anApplication('P_EARLY', { steps }), { ...draft, rules: both }).ok).toBe(
      true,
    );
  });

  it('given the creditor may still reply, then it waits', () => {
    const dueAt = '2026-11-30T15:59:59.999Z';
    const running = {
      kind: 'CONSULTATION',
      startsAt: NOON.toISOString(),
      dueAt,
      legalBasis: '本院自定',
      sourceKind: 'CONFIGURATION',
      provisional: false,
      metAt: null,
    } as const;
    const waiting = anApplication('P_EARLY', {
      steps: { acceptance: act, consultation },
      deadlines: [running],
    });
    expect(draftRepair(waiting, { ...draft, rules: asked })).toMatchObject({
      refusal: { rule: 'CONSULTATION_OPEN', details: { dueAt } },
    });
    const at = new Date('2026-11-30T16:00:00Z');
    expect(draftRepair(waiting, { ...draft, rules: asked, at }).ok).toBe(true);
  });

  it('given a panel that thinks otherwise, then neither way may go against it', () => {
    const granting = anApplication('P_EARLY', { steps: { panel: opinion('GRANT') } });
    const denying = anApplication('P_EARLY', { steps: { panel: opinion('DENY') } });
    expect(draftDenial(granting, draft)).toMatchObject({ refusal: { rule: 'AGAINST_PANEL' } });
    expect(draftRepair(denying, draft)).toMatchObject({ refusal: { rule: 'AGAINST_PANEL' } });
    expect(draftDenial(denying, draft).ok).toBe(true);
  });
});
