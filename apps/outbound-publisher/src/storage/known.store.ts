import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { restrictionOf, type Change } from '../domain/change.js';
import type { EarlierObligation, KnownBefore, KnownListing } from '../domain/intake-batch.js';

export interface FoundBefore {
  known: KnownBefore;
  /** Moves whenever a contract, a stream's status or a subscriber's snapshot does. */
  rosterVersion: number;
}

/** What the single writer has to know before it takes changes in: one statement, however many they are. */
@Injectable()
export class KnownStore {
  async before(db: EntityManager, events: readonly Change[]): Promise<FoundBefore> {
    const [row]: [KnownRow?] = await db.query(KNOWN, [
      [...new Set(events.map(({ data }) => data.listingRef))],
      [...new Set(events.map(restrictionOf).filter((id) => id !== null))],
      events
        .filter(({ type }) => type === 'listing.restored.v1')
        .map(({ data }) => data.listingRef),
    ]);
    if (!row) throw new Error('The row of the intake is gone.');
    return { known: knownOf(row), rosterVersion: Number(row.roster_version) };
  }
}

const KNOWN = `
  SELECT position, (SELECT version FROM roster WHERE only_row) AS roster_version,
    (SELECT json_agg(json_build_object('id', listing_id, 'version', version,
        'presence', required_presence, 'courtCode', court_code, 'subjectType', subject_type,
        'listedPosition', listed_position, 'leftPosition', left_position))
      FROM listing_head WHERE listing_id = ANY($1)) AS listings,
    (SELECT json_object_agg(restriction_id, version)
      FROM restriction_head WHERE restriction_id = ANY($2)) AS restrictions,
    ARRAY(SELECT DISTINCT aggregate_id FROM held_change
      WHERE aggregate_id = ANY($1::text[] || $2::text[])) AS waiting,
    ARRAY(SELECT DISTINCT waits_for_listing FROM held_change
      WHERE waits_for_listing = ANY($1)) AS awaited,
    (SELECT json_agg(json_build_array(coalesce(restriction_id, listing_id), id, subscriber_id, version))
      FROM obligation WHERE listing_id = ANY($1)
        AND (restriction_id IS NULL OR restriction_id = ANY($2))) AS earlier,
    (SELECT json_object_agg(aggregate_id, version) FROM (
      SELECT aggregate_id, max(version) AS version FROM change WHERE aggregate_id = ANY($3)
        AND event_type IN ('listing.removed.v1', 'listing.shielded.v1')
      GROUP BY aggregate_id) AS newest_end) AS undone
  FROM intake_head WHERE only_row`;

interface KnownRow {
  position: string;
  roster_version: string;
  listings: (KnownListing & { id: string })[] | null;
  restrictions: Record<string, number> | null;
  waiting: string[];
  awaited: string[];
  earlier: [aggregate: string, id: string, subscriber: string, version: number][] | null;
  undone: Record<string, number> | null;
}

function knownOf(row: KnownRow): KnownBefore {
  const earlier = new Map<string, EarlierObligation[]>();
  for (const [aggregate, id, subscriberId, version] of row.earlier ?? []) {
    const obligations = earlier.get(aggregate) ?? [];
    if (obligations.push({ id, subscriberId, version }) === 1) earlier.set(aggregate, obligations);
  }
  return {
    position: Number(row.position),
    listings: new Map((row.listings ?? []).map(({ id, ...listing }) => [id, listing])),
    restrictions: new Map(Object.entries(row.restrictions ?? {})),
    waiting: new Set(row.waiting),
    awaited: new Set(row.awaited),
    earlier,
    undone: new Map(Object.entries(row.undone ?? {})),
  };
}
