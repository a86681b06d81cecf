import type { ListingGround, ListingState } from '#contracts';

/** One version of a listing as the register keeps it, by its two times. */
export interface KnownVersion {
  version: number;
  state: ListingState;
  grounds: ListingGround[];
  termEndsOn: string | null;
  /** When the court's act took effect. */
  validFrom: Date;
  /** When this register learned of it. */
  recordedAt: Date;
}

/** A subject's key that a correction replaced: what the listing said until `version`. */
export interface FormerKey {
  version: number;
  key: string | null;
}

/** All that the register ever knew of one listing. */
export interface ListingHistory {
  listingId: string;
  courtCode: string;
  caseNumber: string;
  /** The code or person key that the listing carries now. */
  key: string | null;
  formerKeys: FormerKey[];
  versions: KnownVersion[];
}

/** A listing that was in force: published, and so a ground for sanctions. */
export interface InForce {
  listingId: string;
  courtCode: string;
  caseNumber: string;
  grounds: ListingGround[];
  /** When it came on the list (or came back to it). */
  since: Date;
  /** When it left the list, as far as was known then; null while nothing had ended it. */
  until: Date | null;
  termEndsOn: string | null;
}

export interface StandingQuestion {
  /** The code or person key asked for. */
  key: string;
  /** The instant asked about. */
  at: Date;
  /** What the register had recorded by then is what the answer rests on. */
  knownAt: Date;
}

/**
 * Whether one listing bound this subject at `at`, as the register knew it at `knownAt`.
 *
 * Later knowledge replaces earlier from its own effective time on. Two kinds reach back further, to the
 * beginning, because they say what was true all along: 更正 (wrong content) and 撤销 (it should never
 * have been listed, Art 9). Neither changes what an earlier `knownAt` is told.
 */
export function standing(history: ListingHistory, question: StandingQuestion): InForce | null {
  const known = history.versions
    .filter(({ recordedAt }) => recordedAt <= question.knownAt)
    .sort((one, other) => one.version - other.version);
  const newest = known.at(-1);
  if (!newest || newest.state === 'REVOKED_AS_ERROR') return null;
  if (keyAfter(newest.version, history) !== question.key) return null;
  const period = publishedPeriod(known, question.at);
  if (!period) return null;
  const { listingId, courtCode, caseNumber } = history;
  const { grounds, termEndsOn } = newest;
  return { listingId, courtCode, caseNumber, grounds, termEndsOn, ...period };
}

/** Whose listing it was after `version`: the key that the next correction replaced, or today's. */
function keyAfter(version: number, { formerKeys, key }: ListingHistory): string | null {
  const replaced = formerKeys
    .filter((former) => former.version > version)
    .sort((one, other) => one.version - other.version)[0];
  return replaced ? replaced.key : key;
}

interface Stretch {
  from: Date;
  isPublished: boolean;
}

/** The unbroken time on the list around `at`, or null where the listing was not on it. */
function publishedPeriod(
  versions: readonly KnownVersion[],
  at: Date,
): { since: Date; until: Date | null } | null {
  const stretches: Stretch[] = [];
  for (const { state, validFrom } of versions) {
    for (let last = stretches.at(-1); last && last.from >= validFrom; last = stretches.at(-1)) {
      stretches.pop();
    }
    const isPublished = state === 'PUBLISHED';
    if (stretches.at(-1)?.isPublished !== isPublished)
      stretches.push({ from: validFrom, isPublished });
  }
  const place = stretches.findLastIndex(({ from }) => from <= at);
  const around = stretches[place];
  if (!around?.isPublished) return null;
  return { since: around.from, until: stretches[place + 1]?.from ?? null };
}
