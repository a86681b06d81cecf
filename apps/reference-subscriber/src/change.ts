/** The part of a change that this platform reads. Fields that it does not know are ignored. */
export interface Change {
  id: string;
  type: string;
  correlationid: string;
  data: {
    listingRef: string;
    /** Given where a restriction of the listing's case was lifted: `version` then counts for it alone. */
    restrictionRef?: string;
    version: number;
    requiredAction: string;
    /** Last day of a shield or of a temporary lift. */
    until?: string | null;
    court: { name: string };
    caseNumber: string;
    subject: { type: string; name?: string; uscc?: string };
  };
}

/** Whether the record must show afterwards; null for an action that this platform does not know. */
export function mustShow(requiredAction: string): boolean | null {
  switch (requiredAction) {
    case 'list':
    case 'relist':
    case 'correct':
      return true;
    case 'delete':
    case 'delete_with_history':
    case 'shield':
      return false;
    default:
      return null;
  }
}

/** What every push has; whether it is a change, its type says. */
export interface PushedEvent {
  id: string;
  type: string;
  data: unknown;
}

/** @throws when it is no event. Call it on verified bytes only. */
export function parseEvent(text: string): PushedEvent {
  const value = JSON.parse(text) as Partial<PushedEvent>;
  if (typeof value.id !== 'string' || typeof value.type !== 'string')
    throw new Error('not an event');
  return value as PushedEvent;
}

/** @throws when it is not a listing change. */
export function changeIn(event: PushedEvent): Change {
  const value = event as Partial<Change>;
  const { listingRef, version, requiredAction } = value.data ?? {};
  if (
    typeof listingRef !== 'string' ||
    typeof version !== 'number' ||
    typeof requiredAction !== 'string'
  ) {
    throw new Error('not a listing change');
  }
  return value as Change;
}

/** The `state` of a verification event: whoever answers with it has read what was pushed. */
export function stateIn(event: PushedEvent): string | null {
  const { data } = event;
  const has = typeof data === 'object' && data !== null && 'state' in data;
  return has && typeof data.state === 'string' ? data.state : null;
}
