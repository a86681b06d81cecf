import { BOUND_ROLES, type BoundRole, type RestrictionKind } from '#contracts';
import { isEnforceable, refuseImposition, type RestrictionEntry } from './imposition.js';

const TODAY = '2026-11-23';
const person = { name: '沈若棠', idNumber: '340104190006150018' };

function refusalOf(subjectType: 'UNIT' | 'PERSON', entry: Partial<RestrictionEntry>) {
  const listing = { id: 'lst', courtCode: '皖0104', subjectType, filedOn: '2026-01-15' };
  const whole = {
    kind: 'SPENDING',
    boundRole: 'DEBTOR',
    decidedOn: '2026-03-02',
    ...entry,
  } as const;
  return refuseImposition(whole, listing, TODAY)?.rule ?? null;
}

describe('whom a court may bind', () => {
  it.each<[RestrictionKind, BoundRole, string | null, string | null]>([
    // kind, role, debtor is a unit, debtor is a person
    ['SPENDING', 'DEBTOR', null, null],
    ['SPENDING', 'LEGAL_REPRESENTATIVE', null, 'OFFICER_OF_PERSON'],
    ['SPENDING', 'PRINCIPAL', null, 'OFFICER_OF_PERSON'],
    ['SPENDING', 'DIRECTLY_RESPONSIBLE', null, 'OFFICER_OF_PERSON'],
    ['SPENDING', 'ACTUAL_CONTROLLER', null, 'OFFICER_OF_PERSON'],
    ['EXIT', 'DEBTOR', 'UNIT_CANNOT_EXIT', null],
    ['EXIT', 'LEGAL_REPRESENTATIVE', null, 'OFFICER_OF_PERSON'],
    ['EXIT', 'PRINCIPAL', null, 'OFFICER_OF_PERSON'],
    ['EXIT', 'DIRECTLY_RESPONSIBLE', null, 'OFFICER_OF_PERSON'],
    ['EXIT', 'ACTUAL_CONTROLLER', 'CONTROLLER_MAY_EXIT', 'OFFICER_OF_PERSON'],
  ])('%s of the %s', (kind, boundRole, ofUnit, ofPerson) => {
    const entry = { kind, boundRole, ...(boundRole !== 'DEBTOR' && { person }) };
    expect([refusalOf('UNIT', entry), refusalOf('PERSON', entry)]).toEqual([ofUnit, ofPerson]);
  });

  it.each(BOUND_ROLES.filter((role) => role !== 'DEBTOR'))(
    'given no person for the %s, then one is asked for',
    (boundRole) => {
      expect(refusalOf('UNIT', { boundRole })).toBe('PERSON_REQUIRED');
    },
  );

  it('given another person for the debtor, then it is refused', () => {
    expect(refusalOf('UNIT', { person })).toBe('PERSON_IS_THE_DEBTOR');
  });

  it.each([
    ['2026-11-24', 'DATE_IN_FUTURE'],
    ['2026-11-23', null],
    ['2026-01-15', null],
    ['2026-01-14', 'DECIDED_BEFORE_FILED'],
  ])('given an order of %s, then %s', (decidedOn, rule) => {
    expect(refusalOf('PERSON', { decidedOn })).toBe(rule);
  });
});

describe('whether a case can still carry a restriction', () => {
  it.each([
    ['D1_PERFORMED', false],
    ['D2_SETTLED_PERFORMED', false],
    ['D3_CREDITOR_REQUEST', true],
    ['D4_TERMINATED_NO_ASSETS', true],
    ['D5_STAYED', true],
    ['D6_NOT_ENFORCED', false],
    ['D7_CLOSED', false],
    ['P_EARLY', true],
  ] as const)('after %s', (basis, isOpen) => {
    expect(isEnforceable('DELETED', basis)).toBe(isOpen);
  });

  it.each(['DECIDED', 'GRACE', 'PUBLISHED', 'SHIELDED', 'EXPIRED_DELETED'] as const)(
    'while %s',
    (state) => {
      expect(isEnforceable(state, null)).toBe(true);
    },
  );
});
