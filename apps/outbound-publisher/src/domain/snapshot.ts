import type { Scope } from './contract.js';

/** A file as a manifest describes it: whoever fetched it can tell that it is this one, and whole. */
export interface SnapshotFile {
  /** As it is asked for; it says what is inside. */
  name: string;
  lines: number;
  /** Compressed: as it travels. */
  bytes: number;
  sha256: string;
  plainBytes: number;
  plainSha256: string;
}

export interface SnapshotCounts {
  listings: number;
  /** Since the snapshot before; all of them where there is none. */
  added: number;
  changed: number;
  removed: number;
}

/** Everything that was listed at one place in the intake, for one scope. */
export interface Snapshot extends SnapshotCounts {
  id: string;
  scope: Scope;
  epoch: number;
  /** Its number. */
  position: number;
  /** The number that its delta leads on from; null: it begins a chain. */
  basePosition: number | null;
  state: SnapshotState;
  /** Null once it was deleted: a newer number has one. */
  full: SnapshotFile | null;
  delta: SnapshotFile | null;
  createdAt: Date;
}

export const SNAPSHOT_STATES = ['published', 'held', 'discarded'] as const;
/** `held`: much has left the list at once, and an operator looks before anybody gets it. */
export type SnapshotState = (typeof SNAPSHOT_STATES)[number];

/** When a snapshot is cut anew, and when it is held. */
export interface SnapshotPolicy {
  /** Asked for, an older one is cut anew if anything was taken in since. */
  maxAgeMs: number;
  /** The same if that many changes were taken in since. */
  maxChanges: number;
  /** More removals than that share of the list before are held … */
  holdPercent: number;
  /** … unless they are fewer than this: in a short list each is a large share. */
  holdAtLeast: number;
}

/** Whether so much left the list at once that a fault is likelier than as many repairs. */
export function mustBeHeld(
  { removed }: SnapshotCounts,
  listedBefore: number,
  { holdPercent, holdAtLeast }: SnapshotPolicy,
): boolean {
  return removed >= holdAtLeast && removed * 100 > listedBefore * holdPercent;
}

/** Whether a snapshot can still be given out as the newest. */
export function isFresh(
  snapshot: Pick<Snapshot, 'epoch' | 'position' | 'createdAt'>,
  intake: { epoch: number; position: number },
  now: Date,
  { maxAgeMs, maxChanges }: SnapshotPolicy,
): boolean {
  if (snapshot.epoch !== intake.epoch) return false;
  const changes = intake.position - snapshot.position;
  if (changes === 0) return true;
  return changes < maxChanges && now.getTime() - snapshot.createdAt.getTime() < maxAgeMs;
}

/** How many numbers are kept. Whoever stands before the oldest loads the full list again. */
export const MOST_NUMBERS = 100;

/**
 * The deltas that lead to a snapshot without a gap, oldest first.
 * @param newestFirst the snapshot itself, and those before it.
 */
export function deltasTo(newestFirst: readonly Snapshot[]): Snapshot[] {
  const chain: Snapshot[] = [];
  for (const snapshot of newestFirst) {
    const next = chain[0];
    if (next && next.basePosition !== snapshot.position) break;
    if (!snapshot.delta || snapshot.basePosition === null) break;
    chain.unshift(snapshot);
  }
  // A delta counts only for who can have its base: the one offered to this reader, or one before it.
  const offered = new Set(newestFirst.map(({ position }) => position));
  return chain.filter(({ basePosition }) => basePosition !== null && offered.has(basePosition));
}

interface Described extends SnapshotFile {
  url: string;
}

/** What a manifest is signed over. */
export interface SnapshotManifest extends Pick<Snapshot, 'epoch' | 'scope'> {
  type: 'yichu.snapshot-manifest.v1';
  issuer: string;
  /** Whose cursor it holds. */
  audience: string;
  number: number;
  previous: number | null;
  createdAt: string;
  counts: SnapshotCounts;
  full: Described | null;
  deltas: (Described & { from: number; to: number })[];
  /** Where the subscriber's feed goes on from this snapshot. */
  cursor: string;
}

/**
 * A snapshot's manifest for one subscriber.
 * @param urlOf the address of a file of one of its numbers.
 */
export function manifestOf(
  newestFirst: readonly [Snapshot, ...Snapshot[]],
  reader: { issuer: string; audience: string; cursor: string },
  urlOf: (number: number, name: string) => string,
): SnapshotManifest {
  const [snapshot] = newestFirst;
  const { epoch, scope, position, listings, added, changed, removed } = snapshot;
  const described = (number: number, file: SnapshotFile) => ({
    ...file,
    url: urlOf(number, file.name),
  });
  return {
    type: 'yichu.snapshot-manifest.v1',
    issuer: reader.issuer,
    audience: reader.audience,
    epoch,
    number: position,
    previous: snapshot.basePosition,
    createdAt: snapshot.createdAt.toISOString(),
    scope,
    counts: { listings, added, changed, removed },
    full: snapshot.full && described(position, snapshot.full),
    deltas: deltasTo(newestFirst).flatMap(({ position: to, basePosition: from, delta }) =>
      delta && from !== null ? [{ from, to, ...described(to, delta) }] : [],
    ),
    cursor: reader.cursor,
  };
}
