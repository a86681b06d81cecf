import { Injectable } from '@nestjs/common';
import { MoreThan, type EntityManager } from 'typeorm';
import { shanghaiDate } from '#calendar';
import { Clock } from '#bootstrap';
import {
  ageOn,
  maskIdNumber,
  sexOf,
  type CourtRecord,
  type ShownDebtor,
} from '../domain/court-record.js';
import { IdentityVault } from './identity-vault.js';
import { toExtension, toStored } from './listing-columns.js';
import { ListingRow } from './listing.row.js';

export interface CaseQuery {
  courtCode: string;
  caseNumber: string;
  /** Id of the last listing of the page before. */
  after: string | null;
  limit: number;
}

/** Reads listings in full, for the court's own staff and papers: the only reading that opens a debtor's envelope. */
@Injectable()
export class CourtRecordStore {
  constructor(
    private readonly vault: IdentityVault,
    private readonly clock: Clock,
  ) {}

  /** @returns null when there is no such listing; `courtCode` asks among one court's alone. */
  async find(manager: EntityManager, id: string, courtCode?: string): Promise<CourtRecord | null> {
    const row = await manager.findOneBy(ListingRow, { id, ...(courtCode && { courtCode }) });
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
    const { listing, caseNumber } = toStored(row);
    const { grounds, ruleVersion, conduct, duty, performance, performedPart } = row;
    const { unperformedPart, filedOn, decidedOn, imposedBy, applicant } = row;
    return {
      listing,
      caseNumber,
      debtor: this.debtorOf(row),
      grounds,
      ruleVersion,
      conduct,
      duty,
      performance,
      performedPart,
      unperformedPart,
      filedOn,
      decidedOn,
      imposedBy,
      applicant,
      extension: toExtension(row),
      instrument: { number: row.instrumentNumber, maker: row.instrumentMaker },
    };
  }

  private debtorOf(row: ListingRow): ShownDebtor {
    const { unitName: name, uscc } = row;
    const sealed = sealedIn(row);
    if (name !== null && uscc !== null) {
      return { type: 'UNIT', name, uscc, ...(sealed && this.vault.openUnit(sealed, row.id)) };
    }
    if (!sealed) throw new Error(`Listing ${row.id} is of nobody; the table was changed by hand.`);
    const person = this.vault.open(sealed, row.id);
    return {
      type: 'PERSON',
      name: person.name,
      maskedIdNumber: maskIdNumber(person.idNumber),
      sex: sexOf(person.idNumber),
      age: ageOn(person.idNumber, shanghaiDate(this.clock.now())),
    };
  }
}

function sealedIn({ identityKeyId: keyId, identityCiphertext: ciphertext }: ListingRow) {
  return keyId !== null && ciphertext !== null ? { keyId, ciphertext } : null;
}
