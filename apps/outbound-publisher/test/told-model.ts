import type { Change } from '../src/domain/change.js';
import type { Contract, Scope } from '../src/domain/contract.js';
import type { PublisherUnderTest } from './publisher-under-test.js';

interface Subscriber {
  scope: Scope;
  independentSource: boolean;
  told: string[];
  /** By listing: versions it was told of, the listing's own. */
  versions: Map<string, Set<number>>;
}

interface Entry {
  action: 'subscriber.enabled' | 'contract.changed' | 'change.accepted';
  subject: string;
  detail: { contract?: Contract; after?: Contract };
  event: Change | null;
}

/**
 * Who must have been told of what, worked out once more from the order in which the ledger has it:
 * written against design.md, invariant 2, and not against the code that decides.
 */
export class ToldModel {
  private readonly subscribers = new Map<string, Subscriber>();
  /** By listing: where it is, whose it is, and its newest removal or shield. */
  private readonly listings = new Map<
    string,
    { court: string; subjectType: string; undone: number | null }
  >();

  static async replay(publisher: PublisherUnderTest): Promise<ToldModel> {
    const model = new ToldModel();
    const rows = await publisher.rows(
      `SELECT l.action, l.subject, l.detail, convert_from(c.bytes, 'UTF8')::jsonb AS event
       FROM ledger l LEFT JOIN change c ON c.event_id = l.detail ->> 'eventId'
       WHERE l.action IN ('subscriber.enabled', 'contract.changed', 'change.accepted') ORDER BY l.seq`,
    );
    for (const entry of rows as unknown as Entry[]) model.apply(entry);
    return model;
  }

  toldTo(subscriber: string): readonly string[] {
    return this.subscribers.get(subscriber)?.told ?? [];
  }

  private apply({ action, subject, detail, event }: Entry): void {
    if (action === 'subscriber.enabled' && detail.contract) {
      const { scope, independentSource } = detail.contract;
      const fresh = { told: [], versions: new Map<string, Set<number>>() };
      this.subscribers.set(subject, { scope, independentSource, ...fresh });
    }
    const subscriber = this.subscribers.get(subject);
    if (action === 'contract.changed' && subscriber && detail.after) {
      subscriber.scope = detail.after.scope;
      subscriber.independentSource = detail.after.independentSource;
    }
    if (action === 'change.accepted' && event) this.announce(event);
  }

  private announce(event: Change): void {
    const { listingRef, version } = event.data;
    const isLift = event.type === 'restriction.lifted.v1';
    if (!isLift && !this.listings.has(listingRef)) {
      const { court, subject } = event.data;
      const place = { court: court.code, subjectType: subject.type };
      this.listings.set(listingRef, { ...place, undone: null });
    }
    for (const subscriber of this.subscribers.values()) {
      if (!this.mustBeTold(subscriber, event)) continue;
      subscriber.told.push(event.id);
      const versions = subscriber.versions.get(listingRef) ?? new Set();
      if (!isLift) subscriber.versions.set(listingRef, versions.add(version));
    }
    const listing = this.listings.get(listingRef);
    const ends = event.type === 'listing.removed.v1' || event.type === 'listing.shielded.v1';
    if (listing && ends) listing.undone = version;
  }

  private mustBeTold(subscriber: Subscriber, event: Change): boolean {
    const versions = subscriber.versions.get(event.data.listingRef) ?? new Set();
    const covered = this.covers(subscriber.scope, event);
    const undone = this.listings.get(event.data.listingRef)?.undone ?? null;
    if (event.type === 'listing.published.v1') return covered;
    if (event.type === 'listing.restored.v1') {
      return covered || (undone !== null && versions.has(undone));
    }
    const independent = subscriber.independentSource && covered;
    if (event.type !== 'restriction.lifted.v1') return versions.size > 0 || independent;
    const takesLifts = subscriber.scope.changeTypes?.includes(event.type) ?? true;
    return takesLifts && (versions.size > 0 || independent);
  }

  private covers(scope: Scope, event: Change): boolean {
    const listing = this.listings.get(event.data.listingRef);
    if (!listing) return false;
    const { courts = [], regions = [], subjectTypes, sanctionDomains, changeTypes } = scope;
    const anywhere = courts.length === 0 && regions.length === 0;
    const here =
      anywhere ||
      courts.includes(listing.court) ||
      regions.some((region) => listing.court.startsWith(region));
    const named = event.type === 'restriction.lifted.v1' ? [] : (event.data.sanctionDomains ?? []);
    const inField =
      !sanctionDomains ||
      named.length === 0 ||
      named.some((domain) => sanctionDomains.includes(domain));
    const ofType = !changeTypes || changeTypes.includes(event.type);
    const ofSubject = !subjectTypes || subjectTypes.some((type) => type === listing.subjectType);
    return here && inField && ofType && ofSubject;
  }
}
