import { forbidden, type Actor } from '#bootstrap';
import type { Opener } from '../use-cases/own-streams.js';

/** Operations see all; a subscriber sees and acts in its own matters only. */
export function requireOwn(actor: Actor, subscriberId: string, field = ''): void {
  if (actor.role === 'subscriber' && actor.sub !== subscriberId) {
    throw forbidden('OTHER_SUBSCRIBER', field);
  }
}

export function openerOf({ sub, role }: Actor): Opener {
  return { sub, isSubscriber: role === 'subscriber' };
}
