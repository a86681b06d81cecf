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

/** @throws when it is not a listing change. Call it on verified bytes only. */
export function parseChange(text: string): Change {
  const value = JSON.parse(text) as Partial<Change>;
  if (typeof value.id !== 'string' || typeof value.type !== 'string')
    throw new Error('not an event');
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
