import { Injectable } from '@nestjs/common';
import { IsNull, type EntityManager } from 'typeorm';
import { canonicalText, type Correction } from '../domain/correction.js';
import type { Listing } from '../domain/listing.js';
import type { Subject } from '../domain/listing-entry.js';
import { CorrectionRow, type ClearCorrection } from './correction.row.js';
import { IdentityVault } from './identity-vault.js';
import type { Times } from './listing.store.js';

export interface NewCorrection {
  id: string;
  listingId: string;
  courtCode: string;
  content: Correction;
  madeBy: string;
  madeAt: Date;
}

/** Corrections that wait for their order, and what each of them replaced. */
@Injectable()
export class CorrectionStore {
  constructor(private readonly vault: IdentityVault) {}

  /** @returns the digest that its order has to name. */
  async insert(manager: EntityManager, { content, ...correction }: NewCorrection): Promise<string> {
    const digest = this.vault.digestOf(canonicalText(correction.id, content));
    const sealed = content.subject && this.seal(content.subject, correction.id);
    await manager.insert(CorrectionRow, {
      ...correction,
      digest,
      content: clearPart(content),
      identityCiphertext: sealed?.ciphertext ?? null,
      identityKeyId: sealed?.keyId ?? null,
    });
    return digest;
  }

  /** @returns the content of a correction that no order has used yet, and nobody has altered since. */
  async findPending(
    manager: EntityManager,
    { id, digest, listingId }: { id: string; digest: string; listingId: string },
  ): Promise<Correction | null> {
    const row = await manager.findOneBy(CorrectionRow, {
      id,
      digest,
      listingId,
      appliedVersion: IsNull(),
    });
    const content = row && this.open(row);
    return content && this.vault.digestOf(canonicalText(id, content)) === digest ? content : null;
  }

  /** Copies the content that the next version replaces, envelope and all, in the database. */
  async keepReplaced(
    manager: EntityManager,
    { id, listing }: { id: string; listing: Listing },
  ): Promise<void> {
    await manager.query(
      `INSERT INTO listing_content_before (listing_id, version, correction_id, unit_name, uscc,
              person_key, identity_ciphertext, identity_key_id, content)
       SELECT id, $2, $3, unit_name, uscc, person_key, identity_ciphertext, identity_key_id,
              jsonb_build_object('grounds', grounds, 'ruleVersion', rule_version,
                'extensionYears', extension_years, 'extensionReason', extension_reason,
                'conduct', conduct, 'instrumentNumber', instrument_number,
                'instrumentMaker', instrument_maker, 'duty', duty, 'performance', performance,
                'performedPart', performed_part, 'unperformedPart', unperformed_part,
                'filedOn', filed_on, 'decidedOn', decided_on)
         FROM listing WHERE id = $1`,
      [listing.id, listing.version, id],
    );
  }

  async markApplied(
    manager: EntityManager,
    { id, listing, times }: { id: string; listing: Listing; times: Times },
  ): Promise<void> {
    await manager.update(
      CorrectionRow,
      { id },
      { appliedVersion: listing.version, appliedAt: times.recordedAt },
    );
  }

  private seal(subject: Subject, boundTo: string) {
    if (subject.type === 'PERSON') {
      const { name, idNumber } = subject;
      return this.vault.seal({ name, idNumber }, boundTo);
    }
    const { legalRepresentative } = subject;
    return legalRepresentative ? this.vault.seal({ legalRepresentative }, boundTo) : undefined;
  }

  private open({ id, content, identityCiphertext, identityKeyId }: CorrectionRow): Correction {
    const { subject, ...rest } = content;
    const sealed =
      identityCiphertext !== null && identityKeyId !== null
        ? { ciphertext: identityCiphertext, keyId: identityKeyId }
        : null;
    if (!subject) return rest;
    if (subject.type === 'UNIT') {
      return { ...rest, subject: { ...subject, ...(sealed && this.vault.openUnit(sealed, id)) } };
    }
    if (!sealed) throw new Error(`Correction ${id} is of nobody; the table was changed by hand.`);
    return { ...rest, subject: { ...subject, ...this.vault.open(sealed, id) } };
  }
}

/** What may lie in the clear. */
function clearPart({ subject, ...rest }: Correction): ClearCorrection {
  if (!subject) return rest;
  if (subject.type === 'PERSON') return { ...rest, subject: { type: subject.type } };
  const { type, name, uscc } = subject;
  return { ...rest, subject: { type, name, uscc } };
}
