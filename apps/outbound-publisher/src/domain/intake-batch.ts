import { aggregateOf, restrictionOf, type Change } from './change.js';
import { turnOf, type Turn } from './change-order.js';
import type { Presence } from './evidence.js';
import { expectedSet, type Candidate, type ListingHistory } from './expected-set.js';
import { requiredPresence } from './required-presence.js';
import type { ScopedListing } from './scope.js';

/** A listing's head as the last change taken in, or an import, left it. */
export interface KnownListing extends ScopedListing {
  version: number;
  presence: Presence;
  /** Where in the intake it was last listed, and where it last left the list; 0: never. */
  listedPosition: number;
  leftPosition: number;
}

/** An obligation for an earlier version of a listing or restriction. */
export interface EarlierObligation {
  id: string;
  subscriberId: string;
  version: number;
}

/** What the publisher knows before a batch, of the listings and restrictions that the batch is about. */
export interface KnownBefore {
  position: number;
  listings: Map<string, KnownListing>;
  /** The newest version of each restriction. */
  restrictions: Map<string, number>;
  /** Listings and restrictions of which changes are held; listings that lifts wait for. */
  waiting: ReadonlySet<string>;
  awaited: ReadonlySet<string>;
  /** By listing, or by restriction where they are about one. */
  earlier: Map<string, EarlierObligation[]>;
  /** The version of each listing's newest removal or shield. */
  undone: Map<string, number>;
}

export interface FrozenObligation<C extends Candidate> extends EarlierObligation {
  candidate: C;
  offset: number;
  /** A newer version within the same batch. */
  supersededBy: number | null;
}

export interface TakenChange<C extends Candidate> {
  event: Change;
  position: number;
  obligations: FrozenObligation<C>[];
}

interface Numbered {
  first: number;
  next: number;
}

/**
 * Takes changes in one after the other, in memory: what each of them finds is what was known before
 * and what those before it left. What it comes to is written in one go; the outcome is the same as if
 * each had been taken in by itself.
 */
export class IntakeBatch<C extends Candidate> {
  readonly taken: TakenChange<C>[] = [];
  /** Obligations that were there before, and the newest version that supersedes each. */
  readonly superseded = new Map<string, { subscriberId: string; by: number }>();
  /** The offsets that were given out, by subscriber. */
  readonly numbered = new Map<string, Numbered>();
  private readonly heldNow = new Set<string>();
  private readonly awaitedNow = new Set<string>();

  constructor(
    private readonly known: KnownBefore,
    private readonly candidates: readonly C[],
    private readonly nextOffsetOf: (subscriberId: string) => number,
    private readonly newObligationId: () => string,
  ) {}

  get position(): number {
    return this.known.position + this.taken.length;
  }

  turnOf(event: Change): Turn {
    const { listingRef } = event.data;
    const restriction = restrictionOf(event);
    const listing = this.known.listings.get(listingRef);
    const head = restriction === null ? listing?.version : this.known.restrictions.get(restriction);
    return turnOf(event.data, {
      head: head ?? null,
      listing: restriction === null || listing !== undefined,
    });
  }

  /** A change that has to wait is kept elsewhere; it is remembered here that it waits. */
  hold(event: Change, turn: 'await-listing' | 'await-predecessor'): void {
    this.heldNow.add(aggregateOf(event));
    if (turn === 'await-listing') this.awaitedNow.add(event.data.listingRef);
  }

  /** Something waits for this change: whoever took it in has to look what. */
  endsWaits(event: Change): boolean {
    const aggregate = aggregateOf(event);
    const { listingRef } = event.data;
    if (this.known.waiting.has(aggregate) || this.heldNow.has(aggregate)) return true;
    if (restrictionOf(event) !== null) return false;
    return this.known.awaited.has(listingRef) || this.awaitedNow.has(listingRef);
  }

  /** The listing as it is now, after what was taken in. */
  listing(listingRef: string): KnownListing {
    const listing = this.known.listings.get(listingRef);
    if (!listing) throw new Error(`Nothing is known of ${listingRef}.`);
    return listing;
  }

  /** Takes a change in whose turn it is. */
  takeIn(event: Change): TakenChange<C> {
    const position = this.position + 1;
    const { listingRef, version } = event.data;
    const history = this.historyOf(listingRef);
    if (event.type === 'restriction.lifted.v1') {
      this.known.restrictions.set(event.data.restrictionRef, version);
    } else {
      this.known.listings.set(listingRef, this.headAfter(event, position));
    }
    // A restriction may bind a person while the listing is a firm's: it concerns whoever the listing concerns.
    const { courtCode, subjectType } = this.listing(listingRef);
    const { type } = event;
    const sanctionDomains =
      type === 'restriction.lifted.v1' ? undefined : event.data.sanctionDomains;
    const announced = { type, courtCode, subjectType, sanctionDomains };
    const expected = expectedSet(announced, history, this.candidates);
    const obligations = expected.map((candidate) => this.freeze(candidate, version));
    this.supersedeOlder(aggregateOf(event), version, obligations);
    if (type === 'listing.removed.v1' || type === 'listing.shielded.v1') {
      this.known.undone.set(listingRef, version);
    }
    const taken = { event, position, obligations };
    this.taken.push(taken);
    return taken;
  }

  private headAfter(
    event: Exclude<Change, { type: 'restriction.lifted.v1' }>,
    position: number,
  ): KnownListing {
    const { data } = event;
    const before = this.known.listings.get(data.listingRef);
    const presence = requiredPresence(data) ?? 'absent';
    const wasPresent = before?.presence === 'present';
    const isPresent = presence === 'present';
    return {
      version: data.version,
      presence,
      courtCode: data.court.code,
      subjectType: data.subject.type,
      listedPosition: isPresent && !wasPresent ? position : (before?.listedPosition ?? 0),
      leftPosition: wasPresent && !isPresent ? position : (before?.leftPosition ?? 0),
    };
  }

  private historyOf(listingRef: string): ListingHistory {
    const { listings, earlier, undone } = this.known;
    const listing = listings.get(listingRef);
    const obligations = earlier.get(listingRef) ?? [];
    const undoneVersion = undone.get(listingRef);
    const ofUndone = obligations.filter(({ version }) => version === undoneVersion);
    return {
      told: new Set(obligations.map(({ subscriberId }) => subscriberId)),
      toldOfUndone: new Set(ofUndone.map(({ subscriberId }) => subscriberId)),
      listedPosition: listing?.listedPosition ?? 0,
      leftPosition: listing?.leftPosition ?? 0,
    };
  }

  private freeze(candidate: C, version: number): FrozenObligation<C> {
    const { id: subscriberId } = candidate;
    const offset = this.numbered.get(subscriberId)?.next ?? this.nextOffsetOf(subscriberId);
    const first = this.numbered.get(subscriberId)?.first ?? offset;
    this.numbered.set(subscriberId, { first, next: offset + 1 });
    const id = this.newObligationId();
    return { id, subscriberId, version, candidate, offset, supersededBy: null };
  }

  /** Every older one of those who are told; who is not told of this version keeps what it was told. */
  private supersedeOlder(
    aggregate: string,
    version: number,
    obligations: readonly FrozenObligation<C>[],
  ): void {
    const earlier = this.known.earlier.get(aggregate);
    if (!earlier) {
      this.known.earlier.set(aggregate, [...obligations]);
      return;
    }
    const told = new Set(obligations.map(({ subscriberId }) => subscriberId));
    for (const older of earlier) {
      if (!told.has(older.subscriberId)) continue;
      if ('supersededBy' in older) older.supersededBy = version;
      else this.superseded.set(older.id, { subscriberId: older.subscriberId, by: version });
    }
    earlier.push(...obligations);
  }
}
