import { Injectable } from '@nestjs/common';
import { MoreThan, type EntityManager } from 'typeorm';
import { maskIdNumber, type CourtRecord } from '../domain/court-record.js';
import { IdentityVault } from './identity-vault.js';
import { ListingRow } from './listing.row.js';
import { toStored } from './listing.store.js';

export interface CaseQuery {
  courtCode: string;
  caseNumber: string;
  /** Id of the last listing of the page before. */
  after: string | null;
  limit: number;
}

/** Reads listings for the court's own staff: the only reading that opens a person's envelope. */
@Injectable()
export class CourtRecordStore {
  constructor(private readonly vault: IdentityVault) {}

  /** @returns null when the court has no such listing. */
  async find(manager: EntityManager, id: string, courtCode: string): Promise<CourtRecord | null> {
    const row = await manager.findOneBy(ListingRow, { id, courtCode });
    return row && this.toRecord(row);
  }

  /** The court's listings under one case, ended ones too, oldest first. */
  async ofCase(
    manager: EntityManager,
    { courtCode, caseNumber, after, limit }: CaseQuery,
  ): Promise<CourtRecord[]> {
    const rows = await manager.find(ListingRow, {
      where: { courtCode, caseNumber, ...(after && { id: MoreThan(after) }) },
      order: { id: 'ASC' },
      take: limit,
    });
    return rows.map((row) => this.toRecord(row));
  }

  private toRecord(row: ListingRow): CourtRecord {
    const { listing, caseNumber, subject } = toStored(row);
    if (subject.type === 'UNIT') return { listing, caseNumber, debtor: subject };
    const { name, idNumber } = this.vault.open(sealedIn(row), row.id);
    const debtor = { type: subject.type, name, maskedIdNumber: maskIdNumber(idNumber) };
    return { listing, caseNumber, debtor };
  }
}

function sealedIn({ id, identityKeyId: keyId, identityCiphertext: ciphertext }: ListingRow) {
  if (keyId === null || ciphertext === null) {
    throw new Error(`Listing ${id} is of nobody; the table was changed by hand.`);
  }
  return { keyId, ciphertext };
}
