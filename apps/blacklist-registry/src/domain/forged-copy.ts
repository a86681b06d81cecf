/** The ids that an unbelieved message claims; nothing else of it is read. */
export interface ForgedCopy {
  orderId: string;
  decisionId: string | null;
  /** Null where the copy names no plausible listing. */
  listingRef: string | null;
}

const ULID = '[0-9A-HJKMNP-TV-Z]{26}';

/**
 * Finds which order a message that failed its signature check pretends to be. Its text is searched
 * for ids of the right kind, never parsed (invariant 11): nothing in it is worth believing.
 * @returns null when it names no order, so that nobody can be told.
 */
export function findForgedCopy(text: string): ForgedCopy | null {
  const orderId = idIn(text, 'orderId', 'ord');
  if (!orderId) return null;
  return {
    orderId,
    decisionId: idIn(text, 'decisionId', 'dec'),
    listingRef: idIn(text, 'listingRef', 'lst'),
  };
}

function idIn(text: string, name: string, prefix: string): string | null {
  return new RegExp(`"${name}"\\s*:\\s*"(${prefix}_${ULID})"`).exec(text)?.[1] ?? null;
}
