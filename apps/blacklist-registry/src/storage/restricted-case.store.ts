import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Basis, ListingState } from '#contracts';
import type { RestrictedCase } from '../domain/imposition.js';
import { ListingRow } from './listing.row.js';

/** What restrictions have to know of the listing in whose case they are. */
export interface CaseOfListing extends RestrictedCase {
  state: ListingState;
  basis: Basis | null;
}

/** Reads a listing's case without reading the listing. */
@Injectable()
export class RestrictedCaseStore {
  async find(manager: EntityManager, id: string): Promise<CaseOfListing | null> {
    const row = await manager.findOneBy(ListingRow, { id });
    return row && toCase(row);
  }

  /** As `find`, and nobody else changes the listing until the transaction ends. */
  async lock(manager: EntityManager, id: string): Promise<CaseOfListing | null> {
    const row = await manager.findOne(ListingRow, {
      where: { id },
      lock: { mode: 'pessimistic_write' },
    });
    return row && toCase(row);
  }
}

function toCase(row: ListingRow): CaseOfListing {
  const { id, courtCode, subjectType, filedOn, state, basis } = row;
  return { id, courtCode, subjectType, filedOn, state, basis };
}
