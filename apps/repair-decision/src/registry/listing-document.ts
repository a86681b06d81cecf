/** What this service relies on in the registry's answer; it may hold more. */
export interface ListingDocument {
  id: string;
  version: number;
  state: string;
  courtCode: string;
  /** Ids of the same debtor's other open listings. */
  others: string[];
}

/** @throws when the answer is not a listing: better no finding than one made of something else. */
export function parseListingDocument(text: string): ListingDocument {
  const value: unknown = JSON.parse(text);
  if (!isListingDocument(value))
    throw new Error('the registry answered something that is no listing');
  return value;
}

function isListingDocument(value: unknown): value is ListingDocument {
  if (typeof value !== 'object' || value === null) return false;
  const { id, version, state, courtCode, others } = value as Record<keyof ListingDocument, unknown>;
  return (
    typeof id === 'string' &&
    typeof version === 'number' &&
    typeof state === 'string' &&
    typeof courtCode === 'string' &&
    Array.isArray(others) &&
    others.every((other) => typeof other === 'string')
  );
}
