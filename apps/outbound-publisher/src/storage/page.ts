/** Rows in the order of their ids, from beyond `after` on. */
export interface PageRequest {
  after?: string | undefined;
  limit: number;
}

export interface Page<Row> {
  data: Row[];
  /** The next page's `after`; null on the last one. */
  next: string | null;
}

/** @param rows one more than `limit`, if there are that many: it tells that a page follows. */
export function pageOf<Row extends { id: string }>(rows: readonly Row[], limit: number): Page<Row> {
  const data = rows.slice(0, limit);
  return { data, next: rows.length > limit ? (data.at(-1)?.id ?? null) : null };
}
