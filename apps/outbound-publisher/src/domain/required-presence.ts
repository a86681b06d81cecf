import type { ListingState, RequiredAction, RestrictionState } from '#contracts';
import type { Presence } from './evidence.js';

/**
 * What a look at a holder's public page must find once it has done as asked; null where no page can
 * show it. A correction changes what is there, not whether it shows: a shielded listing stays hidden.
 */
export function requiredPresence(change: {
  requiredAction: RequiredAction;
  state: ListingState | RestrictionState;
}): Presence | null {
  switch (change.requiredAction) {
    case 'list':
    case 'relist':
      return 'present';
    case 'correct':
      return change.state === 'PUBLISHED' ? 'present' : 'absent';
    case 'delete':
    case 'delete_with_history':
    case 'shield':
      return 'absent';
    case 'lift_sanctions':
      return null;
  }
}

/** 撤销: a listing that was never right must leave history pages too; an ended one may stay there. */
export function forbidsHistory(requiredAction: RequiredAction): boolean {
  return requiredAction === 'delete_with_history';
}
