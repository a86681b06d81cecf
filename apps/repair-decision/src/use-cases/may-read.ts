import { forbidden, type Actor } from '#bootstrap';

/** Courts read their own matters, operations all. @throws 403 OTHER_COURT */
export function requireReader(actor: Actor, courtCode: string): void {
  if (actor.role !== 'operations' && actor.court !== courtCode) throw forbidden('OTHER_COURT');
}

/** The court whose matters the actor may list; null for all courts. @throws 403 OTHER_COURT */
export function courtOfReader(actor: Actor): string | null {
  if (actor.role === 'operations') return null;
  if (!actor.court) throw forbidden('OTHER_COURT');
  return actor.court;
}
