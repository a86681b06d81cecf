import { forbidden, type Actor } from '#bootstrap';
import type { Person } from '../domain/person.js';

/** @returns who acts, for which court. @throws 403 OTHER_COURT when the token names none. */
export function personOf({ sub, court, role }: Actor): Person {
  if (!court) throw forbidden('OTHER_COURT');
  return { sub, court, rank: rankOf(role) };
}

function rankOf(role: Actor['role']): Person['rank'] {
  switch (role) {
    case 'president':
      return 'PRESIDENT';
    case 'judge':
      return 'JUDGE';
    case 'officer':
    case 'operations':
    case 'service':
    case 'subscriber':
      return 'OFFICER';
  }
}
