import { forbidden, type Actor } from '#bootstrap';
import type { Person } from '../domain/person.js';

/** @returns who acts, for which court. @throws 403 OTHER_COURT when the token names none. */
export function personOf({ sub, court }: Actor): Person {
  if (!court) throw forbidden('OTHER_COURT');
  return { sub, court };
}
