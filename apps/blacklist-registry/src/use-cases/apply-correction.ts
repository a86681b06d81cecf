import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { OrderIssued } from '#contracts';
import { correctedTerm, type Correction } from '../domain/correction.js';
import type { Listing } from '../domain/listing.js';
import type { PublicSubject } from '../domain/listing-change-event.js';
import type { Term } from '../domain/term.js';
import { CorrectionStore } from '../storage/correction.store.js';
import type { StoredListing } from '../storage/listing-columns.js';
import { ListingStore, type Times } from '../storage/listing.store.js';

/** A correction that an order names, and what it would make of the listing. */
export interface PreparedCorrection {
  id: string;
  content: Correction;
  term: Term;
  /** The corrected debtor is listed under the same case already. */
  listedTwice: boolean;
  /** What the public may know of the corrected debtor. */
  subject: PublicSubject;
}

/** 更正: the content that a court left here comes into effect when its order arrives. */
@Injectable()
export class ApplyCorrection {
  constructor(
    private readonly corrections: CorrectionStore,
    private readonly listings: ListingStore,
  ) {}

  /**
   * @returns null where the order corrects nothing, and where no correction of that name and digest
   * waits for this listing, or it does not fit what the listing has become.
   */
  async prepare(
    manager: EntityManager,
    order: OrderIssued['data'],
    { listing, caseNumber, subject, termFacts }: StoredListing,
  ): Promise<PreparedCorrection | null> {
    if (order.action !== 'CORRECT' || !order.correction) return null;
    const { correctionRef: id, digest } = order.correction;
    const content = await this.corrections.findPending(manager, {
      id,
      digest,
      listingId: listing.id,
    });
    const term = content && correctedTerm(termFacts, content);
    if (!content || !term || 'refusal' in term) return null;
    const listed = content.subject
      ? await this.listings.findListed(manager, {
          courtCode: listing.courtCode,
          caseNumber,
          subject: content.subject,
        })
      : null;
    return {
      id,
      content,
      term,
      listedTwice: listed !== null && listed !== listing.id,
      subject: content.subject ? publicPart(content.subject) : subject,
    };
  }

  /** Keeps what held until now, and puts the corrected content in its place. */
  async apply(
    manager: EntityManager,
    {
      correction,
      listing,
      times,
    }: { correction: PreparedCorrection; listing: Listing; times: Times },
  ): Promise<void> {
    await this.corrections.keepReplaced(manager, { id: correction.id, listing });
    await this.listings.correct(manager, listing, correction.content, times);
    await this.corrections.markApplied(manager, { id: correction.id, listing, times });
  }
}

/** Of a person nothing but that it is one. */
export function publicPart(subject: NonNullable<Correction['subject']>): PublicSubject {
  return subject.type === 'UNIT'
    ? { type: 'UNIT', name: subject.name, uscc: subject.uscc }
    : { type: 'PERSON' };
}
