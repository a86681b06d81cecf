import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Application } from '../domain/application.js';
import type { Evidenced } from '../domain/examination.js';
import type { ListingReading } from '../domain/listing-reading.js';
import { CasePapers } from '../storage/case-papers.js';
import { ListingPastStore } from '../storage/listing-past.store.js';

/** Reads what is on file about a matter: papers, promises, and what was broken before. Two statements. */
@Injectable()
export class CaseEvidence {
  constructor(
    private readonly papers: CasePapers,
    private readonly pasts: ListingPastStore,
  ) {}

  async onFile(
    manager: EntityManager,
    { id: applicationId, listingId }: Application,
    { others, earlier }: ListingReading,
  ): Promise<Pick<Evidenced, 'materials' | 'commitmentSignedOn' | 'breachedOn'>> {
    // What was broken counts on, whether that listing is still there or has ended.
    const ofDebtor = [...others, ...(earlier ?? []).map(({ id }) => id)];
    const asked = { applicationId, listingId, others: ofDebtor };
    const { materials, commitment, breaches } = await this.papers.of(manager, asked);
    const past = await this.pasts.of(manager, listingId, ofDebtor);
    return {
      materials: materials.map(({ kind }) => kind),
      commitmentSignedOn: commitment?.signedOn ?? null,
      breachedOn: earlier
        ? [...past.breachedOn, ...breaches.map(({ breachedOn }) => breachedOn)]
        : null,
    };
  }
}
