/** The ids that an unbelieved message claims; nothing else of it is read. */
export interface ForgedCopy {
  orderId: string;
  decisionId: string | null;
  /** Null where the copy names no plausible listing. */
  listingRef: string | null;
}

const ORDER_TYPE = /"type"\s*:\s*"order\.issued\.v1"/;
const ULID = '[0-9A-HJKMNP-TV-Z]{26}';

/**
 * Finds which order a message that failed its signature check pretends to be. Its text is searched
 * for ids of the right kind, never parsed (invariant 11): nothing in it is worth believing.
 * @returns null when it is no whole order of a version we know, so that it is parked instead.
 */
export function findForgedCopy(text: string): ForgedCopy | null {
  if (!ORDER_TYPE.test(text) || !text.trimEnd().endsWith('}')) return null;
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
