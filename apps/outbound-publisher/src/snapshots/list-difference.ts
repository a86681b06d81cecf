import type { SnapshotCounts } from '../domain/snapshot.js';
import type { LineReader } from './line-reader.js';

/** `lst_` and a ULID. */
const REFERENCE_LENGTH = 30;
/** Where the reference begins in a line of a full file: after `{"listingRef":"`. */
const REFERENCE_AT = 15;
const PUT = Buffer.from('{"op":"PUT",');
const AFTER_BRACE = 1;
/** What follows the separator in the row of a listing that has left the list. */
const LEFT = Buffer.from('{"op":"DEL",');

/** Where the lines of the new files go. */
export interface Sink {
  full(line: Buffer): Promise<void> | undefined;
  delta(...line: Buffer[]): Promise<void> | undefined;
}

/**
 * Goes through the list as it is now, beside the file of how it was, both in the order of their
 * references; writes the new file and what changed. The delta is right by construction: whoever had the
 * old file and applies it has the new one. Of what has left the list, only what the old file held is in it.
 *
 * @param now rows `reference, separator, line`: what is listed, and what has left the list since.
 * @param before lines of the old full file; null where there is none, and nothing to differ from.
 */
export async function compareLists(
  now: LineReader,
  before: LineReader | null,
  sink: Sink,
): Promise<SnapshotCounts> {
  const counts = { listings: 0, added: 0, changed: 0, removed: 0 };
  let last: Buffer | undefined;
  if (before) await before.fill();
  while (now.advance() || (await now.fill())) {
    const row = now.current;
    if (!row) break;
    if (last && order(last, 0, row) >= 0) throw new Error('The list is not in order.');
    last = row;
    while (before?.current && order(before.current, REFERENCE_AT, row) < 0) {
      await vanish(before, { counts, sink });
    }
    const old = held(before, row);
    const line = row.subarray(REFERENCE_LENGTH + 1);
    const waits = line.subarray(0, LEFT.length).equals(LEFT)
      ? leave(old, line, { counts, sink })
      : list(old, line, { counts, sink, hasBefore: before !== null });
    for (const wait of waits) if (wait) await wait;
    if (old && before && !before.advance()) await before.fill();
  }
  while (before?.current) await vanish(before, { counts, sink });
  return counts;
}

/** Neither listed nor known to have left, as after a repair of the database by hand: it is not shown. */
async function vanish(before: LineReader, { counts, sink }: Writing): Promise<void> {
  const { listingRef, version } = JSON.parse(String(before.current)) as Record<string, unknown>;
  counts.removed += 1;
  await sink.delta(Buffer.from(`${JSON.stringify({ op: 'DEL', listingRef, version })}\n`));
  if (!before.advance()) await before.fill();
}

interface Writing {
  counts: SnapshotCounts;
  sink: Sink;
}

type Waits = (Promise<void> | undefined)[];

function leave(old: Buffer | undefined, line: Buffer, { counts, sink }: Writing): Waits {
  // Published and ended between the two: who holds the old file never heard of it, and shall not now.
  if (!old) return [];
  counts.removed += 1;
  return [sink.delta(line)];
}

function list(
  old: Buffer | undefined,
  line: Buffer,
  { counts, sink, hasBefore }: Writing & { hasBefore: boolean },
): Waits {
  counts.listings += 1;
  const waits: Waits = [sink.full(line)];
  if (old?.equals(line)) return waits;
  if (old) counts.changed += 1;
  else counts.added += 1;
  if (hasBefore) waits.push(sink.delta(PUT, line.subarray(AFTER_BRACE)));
  return waits;
}

function held(before: LineReader | null, row: Buffer): Buffer | undefined {
  const old = before?.current;
  return old && order(old, REFERENCE_AT, row) === 0 ? old : undefined;
}

/** Compares the reference in a line, from `at` on, with the one that a row begins with. */
function order(line: Buffer, at: number, row: Buffer): number {
  return line.compare(row, 0, REFERENCE_LENGTH, at, at + REFERENCE_LENGTH);
}
