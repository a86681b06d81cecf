import type { SanctionDomain } from '#contracts';
import type { Change } from './change.js';
import type { Scope } from './contract.js';
import type { ScopedChange, ScopedListing } from './scope.js';
import { mayHoldBySnapshot, type FetchedSnapshot } from './snapshot-holdings.js';

export interface AnnouncedChange extends ScopedListing {
  type: Change['type'];
  sanctionDomains?: readonly SanctionDomain[] | undefined;
}

/** What is known of one enabled subscriber, whatever the change. */
export interface Candidate {
  id: string;
  scope: Scope;
  /** `scopeFilter` of the scope: made once, asked for every change. */
  covers: (change: ScopedChange) => boolean;
  independentSource: boolean;
  /** The newest snapshot it fetched, and those under its former scopes. */
  fetched: readonly FetchedSnapshot[];
}

/** What became of a listing before the change, or of a restriction's listing. */
export interface ListingHistory {
  /** Who has an obligation for an earlier version of the listing. */
  told: ReadonlySet<string>;
  /** Who has one for the newest removal or shield: the change that a RESTORE undoes. */
  toldOfUndone: ReadonlySet<string>;
  /** Where in the intake it was last listed, and where it last left the list; 0: never. */
  listedPosition: number;
  leftPosition: number;
}

/**
 * Who must be told of a change (invariant 2). Whether their streams are paused or broken plays no
 * part: that is delayed, not forgiven. Telling anybody else would spread the name of a debtor to
 * somebody who never knew it.
 */
export function expectedSet<C extends Candidate>(
  change: AnnouncedChange,
  history: ListingHistory,
  candidates: readonly C[],
): C[] {
  const scoped: ScopedChange = { ...change, eventType: change.type };
  return candidates.filter((candidate) => mustBeTold(scoped, history, candidate));
}

function mustBeTold(change: ScopedChange, history: ListingHistory, candidate: Candidate): boolean {
  const told = history.told.has(candidate.id);
  switch (change.eventType) {
    case 'listing.published.v1':
      return candidate.covers(change);
    case 'listing.restored.v1':
      return candidate.covers(change) || history.toldOfUndone.has(candidate.id);
    case 'listing.removed.v1':
    case 'listing.shielded.v1':
    case 'listing.corrected.v1':
    case 'listing.revoked.v1':
      // Whoever was told of it is told of this, however its scope was narrowed since.
      return told || mayHoldUntold(change, history, candidate);
    case 'restriction.lifted.v1':
      // Lifted within the same scope as it was notified (法释〔2015〕17号 Art 9): by way of its listing.
      if (!takesType(candidate.scope, change.eventType)) return false;
      return told || mayHoldUntold(change, history, candidate);
  }
}

/** By its copy of a whole snapshot, which knew its scope then; or from the court's own site. */
function mayHoldUntold(
  change: ScopedChange,
  history: ListingHistory,
  candidate: Candidate,
): boolean {
  if (holdsBySnapshot(change, history, candidate)) return true;
  return candidate.independentSource && candidate.covers(change);
}

/** What left the list is in no snapshot after that. */
function holdsBySnapshot(
  { courtCode, subjectType }: ScopedListing,
  { listedPosition, leftPosition }: ListingHistory,
  { fetched }: Candidate,
): boolean {
  if (listedPosition === 0) return false;
  const inList = fetched.filter(
    ({ position }) => leftPosition < listedPosition || position < leftPosition,
  );
  return mayHoldBySnapshot(inList, { courtCode, subjectType, listedPosition });
}

function takesType({ changeTypes }: Scope, type: Change['type']): boolean {
  return !changeTypes || changeTypes.includes(type);
}
