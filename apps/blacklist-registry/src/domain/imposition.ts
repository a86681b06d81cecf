import type { Basis, BoundRole, ListingState, RestrictionKind } from '#contracts';

/** A natural person bound by a restriction; never leaves the registry unsealed. */
export interface BoundPerson {
  name: string;
  idNumber: string;
}

/** What an officer enters: whom the court's order binds, and of which day it is. */
export interface RestrictionEntry {
  kind: RestrictionKind;
  boundRole: BoundRole;
  /** The officer of the unit; absent where the debtor itself is bound, whom the listing names. */
  person?: BoundPerson;
  decidedOn: string;
}

/** The listing in whose case a restriction is imposed. */
export interface RestrictedCase {
  id: string;
  courtCode: string;
  subjectType: 'UNIT' | 'PERSON';
  filedOn: string;
}

export interface ImpositionRefusal {
  field: 'boundRole' | 'person' | 'decidedOn';
  rule:
    | 'OFFICER_OF_PERSON'
    | 'UNIT_CANNOT_EXIT'
    | 'CONTROLLER_MAY_EXIT'
    | 'PERSON_REQUIRED'
    | 'PERSON_IS_THE_DEBTOR'
    | 'DATE_IN_FUTURE'
    | 'DECIDED_BEFORE_FILED';
}

/**
 * Whom a court may bind. 限制消费 (法释〔2015〕17号 Art 3): the debtor and, where it is a unit, its legal
 * representative, principal, directly responsible persons and actual controller. 限制出境
 * (执行程序解释 (2020) Art 24): natural persons only, and of a unit's officers not the actual controller.
 */
export function refuseImposition(
  { kind, boundRole, person, decidedOn }: RestrictionEntry,
  { subjectType, filedOn }: RestrictedCase,
  today: string,
): ImpositionRefusal | null {
  if (decidedOn > today) return { field: 'decidedOn', rule: 'DATE_IN_FUTURE' };
  if (decidedOn < filedOn) return { field: 'decidedOn', rule: 'DECIDED_BEFORE_FILED' };
  if (boundRole === 'DEBTOR') {
    if (person) return { field: 'person', rule: 'PERSON_IS_THE_DEBTOR' };
    const isUnitsExit = kind === 'EXIT' && subjectType === 'UNIT';
    return isUnitsExit ? { field: 'boundRole', rule: 'UNIT_CANNOT_EXIT' } : null;
  }
  if (subjectType === 'PERSON') return { field: 'boundRole', rule: 'OFFICER_OF_PERSON' };
  if (kind === 'EXIT' && boundRole === 'ACTUAL_CONTROLLER') {
    return { field: 'boundRole', rule: 'CONTROLLER_MAY_EXIT' };
  }
  return person ? null : { field: 'person', rule: 'PERSON_REQUIRED' };
}

/**
 * Whether the case can still carry a restriction. Off the list is not out of the case: after D3–D5, E or
 * P the debt stands. Performed (D1, D2) or ended by ruling (D6, D7), there is nothing left to enforce.
 */
export function isEnforceable(state: ListingState, basis: Basis | null): boolean {
  if (state !== 'DELETED') return true;
  return (
    basis !== 'D1_PERFORMED' &&
    basis !== 'D2_SETTLED_PERFORMED' &&
    basis !== 'D6_NOT_ENFORCED' &&
    basis !== 'D7_CLOSED'
  );
}
