import { submitApplication, type ApplicationFacts } from './application.js';
import { aListing, anApplication, NOON } from '../../test/domain-cases.js';
import type { Denied } from './bar.js';

const denied: Denied = {
  initiator: 'DEBTOR',
  situation: null,
  basis: 'D1_PERFORMED',
  at: new Date('2026-11-20T02:00:00Z'),
  barredUntil: '2027-05-20',
  legalBasis: '本院规则第六条',
};

describe('filing an application', () => {
  it('given a ground that has arisen, then it is submitted, and the court has three working days from it', () => {
    // 2026-11-20 is a Friday.
    expect(submitApplication(anApplication())).toMatchObject({
      ok: true,
      value: {
        status: 'SUBMITTED',
        deadlines: [
          { kind: 'EXIT', dueAt: '2026-11-25T15:59:59.999Z', provisional: false, metAt: null },
        ],
        history: [{ status: 'SUBMITTED' }],
      },
    });
  });

  it('given a discretionary basis, then no duty runs', () => {
    expect(submitApplication(anApplication('P_EARLY'))).toMatchObject({
      value: { deadlines: [] },
    });
  });

  it('given a ground that lies in the future, then it is refused', () => {
    const triggeredAt = new Date(NOON.getTime() + 1);
    expect(submitApplication({ ...anApplication(), triggeredAt })).toEqual({
      ok: false,
      refusal: { kind: 'invalid', rule: 'IN_FUTURE', field: 'triggeredAt' },
    });
  });

  it('given a correction for what is none, then it is refused', () => {
    const correction = { correctionRef: 'cor_1', digest: 'sha256:0' };
    expect(submitApplication({ ...anApplication(), correction })).toMatchObject({
      refusal: { rule: 'CORRECTION_ONLY' },
    });
  });
});

describe('filing an application for a listing that has changed', () => {
  it.each([
    ['D1_PERFORMED', 'PUBLISHED', true],
    ['D1_PERFORMED', 'SHIELDED', true],
    ['D1_PERFORMED', 'GRACE', true],
    ['D1_PERFORMED', 'DELETED', false],
    ['P_EARLY', 'PUBLISHED', true],
    ['P_EARLY', 'SHIELDED', true],
    ['P_EARLY', 'DELETED', false],
    ['T_TEMP_SHIELD', 'PUBLISHED', true],
    ['T_TEMP_SHIELD', 'SHIELDED', false],
    ['T_TEMP_SHIELD', 'DELETED', false],
    ['X_REVOKED_ERROR', 'DELETED', true],
    ['X_REVOKED_ERROR', 'REVOKED_AS_ERROR', false],
    ['X_CORRECTED', 'SHIELDED', true],
    ['X_CORRECTED', 'DELETED', false],
    ['R_PERFORMED', 'DELETED', true],
    ['P_EARLY', 'A_STATE_OF_LATER', false],
  ] as const)('given %s and %s, then it may be filed: %s', (basis, state, ok) => {
    const verdict = submitApplication(anApplication(basis, { listing: aListing({ state }) }));
    expect(verdict).toMatchObject(
      ok ? { ok } : { ok, refusal: { kind: 'listing-not-open', state } },
    );
  });

  it('given the registry says which exits the law allows, then that is what counts', () => {
    const listing = aListing({
      grounds: ['L4_ASSET_REPORT'],
      exits: ['P_EARLY', 'X_REVOKED_ERROR'],
    });
    expect(submitApplication(anApplication('D1_PERFORMED', { listing })).ok).toBe(false);
    expect(submitApplication(anApplication('P_EARLY', { listing })).ok).toBe(true);
  });
});

describe('applying again after a denial', () => {
  const since = (triggeredAt: string, changes: Partial<ApplicationFacts> = {}) =>
    submitApplication(
      { ...anApplication(changes.basis), triggeredAt: new Date(triggeredAt), ...changes },
      [denied],
    );

  it.each([['the same ground', since('2026-11-19T00:00:00Z')]])(
    'given %s, then it is barred until a day that is named',
    (_case, verdict) => {
      expect(verdict).toEqual({
        ok: false,
        refusal: {
          kind: 'conflict',
          rule: 'REAPPLICATION_BARRED',
          details: { barredUntil: '2027-05-20', legalBasis: '本院规则第六条' },
        },
      });
    },
  );

  it.each([
    ['another basis', since('2026-11-19T00:00:00Z', { basis: 'R_TEMPORARY_NEED' })],
    ['the creditor', since('2026-11-19T00:00:00Z', { initiator: 'CREDITOR' })],
    ['another situation', since('2026-11-19T00:00:00Z', { situation: 'REORGANISATION' })],
    ['the court itself', since('2026-11-19T00:00:00Z', { initiator: 'EX_OFFICIO' })],
    ['another mandatory ground', since('2026-11-19T00:00:00Z', { basis: 'D6_NOT_ENFORCED' })],
    ['a mandatory ground that arose later', since('2026-11-22T00:00:00Z')],
    [
      'the day after the bar',
      since('2026-11-19T00:00:00Z', { filedAt: new Date('2027-05-20T16:00:00Z') }),
    ],
  ])('given %s, then it is not barred', (_case, verdict) => {
    expect(verdict.ok).toBe(true);
  });
});
