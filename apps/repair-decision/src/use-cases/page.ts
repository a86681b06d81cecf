/** Entries on a page, unless the caller asks for another number. */
export const PAGE_SIZE = 50;

/** `after` is the `next` of the page before. */
export interface PageRequest {
  after?: string;
  limit?: number;
}

export interface Page<Item> {
  data: Item[];
  next: string | null;
}

/** Makes a page of rows that were read with one more than `limit`, which tells whether there is a next. */
export function pageOf<Item extends { id: string }>(
  rows: readonly Item[],
  limit: number,
): Page<Item> {
  const data = rows.slice(0, limit);
  return { data, next: rows.length > limit ? (data.at(-1)?.id ?? null) : null };
}
