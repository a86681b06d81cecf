import type { Basis, Initiator } from '#contracts';
import { anApplication, aProcedure, NOON, OFFICER, theRules } from '../../test/domain-cases.js';
import { draftRepair } from './draft.js';
import { NOTHING_KNOWN } from './examination.js';
import { accept } from './preparation.js';

const procedure = aProcedure({
  materials: [
    { kind: 'APPLICATION_FORM', title: { zh: '申请书', en: 'The application' }, required: true },
    { kind: 'INCOME', title: { zh: '收入证明', en: 'Proof of income' }, required: false },
  ],
});
const MISSING = {
  ok: false,
  refusal: {
    rule: 'MATERIALS_MISSING',
    details: { materials: [{ kind: 'APPLICATION_FORM', title: { zh: '申请书' } }] },
  },
};
const WHOLE = { ok: true };

function accepted(materials: string[], initiator: Initiator = 'DEBTOR') {
  const application = anApplication('P_EARLY', { initiator });
  return accept(application, { person: OFFICER, at: NOON, procedure, materials });
}

function granted(materials: string[], basis: Basis, initiator: Initiator = 'DEBTOR') {
  const openCases = { found: false, source: '系统', queriedAt: NOON };
  const application = anApplication(basis, { initiator });
  return draftRepair(application, {
    decisionId: 'dec_1',
    reasons: '符合',
    evidence: { ...NOTHING_KNOWN, openCases, materials },
    listing: application.listing,
    rules: theRules({ procedure }),
    shieldUntil: null,
    liftRestrictions: [],
    sanctionDomains: null,
    correction: null,
    overrides: [],
    drafter: OFFICER,
    at: NOON,
  });
}

describe('the completeness of an application', () => {
  it('given a required paper is not on file, then it is not accepted, and what is missing is named', () => {
    expect(accepted(['INCOME'])).toMatchObject(MISSING);
    expect(accepted(['APPLICATION_FORM'])).toMatchObject(WHOLE);
  });

  it('given it was never accepted, then it is not granted either', () => {
    expect(granted([], 'P_EARLY')).toMatchObject(MISSING);
    expect(granted(['APPLICATION_FORM'], 'P_EARLY')).toMatchObject(WHOLE);
  });

  it('given the court acts of its own motion, then nobody hands anything in', () => {
    expect(accepted([], 'EX_OFFICIO')).toMatchObject(WHOLE);
    expect(granted([], 'T_TEMP_SHIELD', 'EX_OFFICIO')).toMatchObject(WHOLE);
  });

  it('given the law commands the exit, then a paper of the court’s own choice does not hold it up', () => {
    expect(granted([], 'D1_PERFORMED')).toMatchObject(WHOLE);
    expect(granted([], 'D3_CREDITOR_REQUEST')).toMatchObject(MISSING);
  });
});
