import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Rows } from '#bootstrap';
import type { Basis, ListingState } from '#contracts';
import type { Statement } from '#messaging';
import type { Listing, ListingChanged } from '../domain/listing.js';
import type { OrderOfChange } from '../domain/listing-change-event.js';
import { untilOf } from '../domain/until-of.js';
import { ListingVersionRow } from './listing-version.row.js';
import type { Times } from './listing.store.js';

const VERSIONS = new Rows(ListingVersionRow);

export interface NewVersion {
  listing: Listing;
  change: ListingChanged;
  previousVersion: number | null;
  /** Null where the court listed or a day came. */
  order: OrderOfChange | null;
  correctionId?: string;
  times: Times;
}

/** The last time that a listing left the list, or was shielded from it. */
export interface LastExit {
  basis: Basis;
  state: ListingState;
  at: Date;
  decisionId: string | null;
}

/** The log beside the state: one row per change, only ever added. */
@Injectable()
export class ListingVersionStore {
  async append(manager: EntityManager, ...versions: NewVersion[]): Promise<void> {
    if (versions.length > 0) await manager.insert(ListingVersionRow, versions.map(versionColumns));
  }

  /** As `append`, for who sends it without waiting for its end. */
  appending(manager: EntityManager, version: NewVersion): Statement {
    return VERSIONS.insert(manager, versionColumns(version));
  }

  /** @returns null where it has been on the list, or on its way there, ever since. */
  async lastExit(manager: EntityManager, listingId: string): Promise<LastExit | null> {
    const [row]: LastExit[] = await manager.query(
      `SELECT basis, state, valid_from AS at, decision_id AS "decisionId" FROM listing_version
        WHERE listing_id = $1 AND state NOT IN ('DECIDED', 'GRACE', 'PUBLISHED')
          AND basis <> 'X_CORRECTED'
        ORDER BY version DESC LIMIT 1`,
      [listingId],
    );
    return row ?? null;
  }
}

export function versionColumns({
  listing,
  change,
  previousVersion,
  order,
  correctionId,
  times,
}: NewVersion) {
  return {
    ...times,
    listingId: listing.id,
    version: change.version,
    previousVersion,
    courtCode: listing.courtCode,
    state: listing.status,
    basis: 'basis' in change ? change.basis : null,
    until: untilOf(listing),
    grounds: [...listing.term.grounds],
    termEndsOn: listing.term.termEndsOn,
    orderId: order?.orderId ?? null,
    decisionId: order?.decisionId ?? null,
    cause: 'cause' in change ? change.cause : null,
    correctionId: correctionId ?? null,
  };
}
