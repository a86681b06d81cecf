/** Where a reader stands: the last offset it has read, in one epoch of the publisher's database. */
export interface FeedCursor {
  epoch: number;
  offset: number;
}

const CURSOR = /^([1-9]\d{0,8})\.(0|[1-9]\d{0,14})$/;

/** @returns null when the text is not `epoch.offset`. */
export function parseFeedCursor(text: string): FeedCursor | null {
  const [, epoch, offset] = CURSOR.exec(text) ?? [];
  return epoch === undefined || offset === undefined
    ? null
    : { epoch: Number(epoch), offset: Number(offset) };
}

export function formatFeedCursor(cursor: FeedCursor): string {
  return `${cursor.epoch}.${cursor.offset}`;
}

/** What the publisher knows of the feed that a cursor points into. */
export interface FeedEnd {
  epoch: number;
  /** The first offset that is kept in full; 1 until retention has taken anything. */
  oldestOffset: number;
  /** The newest offset given out, 0 for none. */
  lastOffset: number;
}

/**
 * `expired`: a restore from backup began a new epoch and the numbers of the old one mean nothing, or
 * what comes next is not kept any more: going on would skip it without a word.
 * `never-issued`: beyond the end, so that following it would skip what comes next.
 */
export function judgeCursor(cursor: FeedCursor, end: FeedEnd): 'good' | 'expired' | 'never-issued' {
  if (cursor.epoch !== end.epoch) return 'expired';
  if (cursor.offset > end.lastOffset) return 'never-issued';
  return cursor.offset < end.oldestOffset - 1 ? 'expired' : 'good';
}
