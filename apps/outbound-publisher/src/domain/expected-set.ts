import type { SanctionDomain } from '#contracts';
import type { Change } from './change.js';
import type { Scope } from './contract.js';
import { scopeCovers, type ScopedListing } from './scope.js';

export interface AnnouncedChange extends ScopedListing {
  type: Change['type'];
  sanctionDomains?: readonly SanctionDomain[] | undefined;
}

/** What is known of one enabled subscriber when a change is taken in. */
export interface Candidate {
  id: string;
  scope: Scope;
  independentSource: boolean;
  /** It has an obligation for an earlier version of this listing; of a restriction: of its listing. */
  toldBefore: boolean;
  /** It has one for the newest removal or shield: the change that a RESTORE undoes. */
  toldOfUndone: boolean;
}

/**
 * Who must be told of a change (invariant 2). Whether their streams are paused or broken plays no
 * part: that is delayed, not forgiven. Telling anybody else would spread the name of a debtor to
 * somebody who never knew it.
 */
export function expectedSet<C extends Candidate>(
  change: AnnouncedChange,
  candidates: readonly C[],
): C[] {
  return candidates.filter((candidate) => mustBeTold(change, candidate));
}

function mustBeTold(change: AnnouncedChange, candidate: Candidate): boolean {
  const { type: eventType, ...rest } = change;
  const concerned = scopeCovers(candidate.scope, { ...rest, eventType });
  switch (change.type) {
    case 'listing.published.v1':
      return concerned;
    case 'listing.restored.v1':
      return concerned || candidate.toldOfUndone;
    case 'listing.removed.v1':
    case 'listing.shielded.v1':
    case 'listing.corrected.v1':
    case 'listing.revoked.v1':
      // Whoever was told of it is told of this, however its scope was narrowed since.
      return candidate.toldBefore || (concerned && mayHoldIt(candidate));
    case 'restriction.lifted.v1':
      // Lifted within the same scope as it was notified (法释〔2015〕17号 Art 9): by way of its listing.
      if (!takesType(candidate.scope, eventType)) return false;
      return candidate.toldBefore || (concerned && mayHoldIt(candidate));
  }
}

function takesType({ changeTypes }: Scope, type: Change['type']): boolean {
  return !changeTypes || changeTypes.includes(type);
}

function mayHoldIt(candidate: Candidate): boolean {
  return candidate.toldBefore || candidate.independentSource;
}
