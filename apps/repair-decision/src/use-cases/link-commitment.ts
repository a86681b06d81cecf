import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, notFound, type Actor } from '#bootstrap';
import { UnitOfWork } from '#messaging';
import { linkListing, type Commitment } from '../domain/commitment.js';
import { CommitmentStore } from '../storage/commitment.store.js';
import { recordCommitment } from './commitment-ledger.js';
import { granted } from './granted.js';
import { personOf } from './person-of.js';
import { ReadListingOfCase } from './read-listing-of-case.js';

/** The debtor was listed after all: the promise made before belongs to that listing, broken or not. */
@Injectable()
export class LinkCommitment {
  constructor(
    private readonly dataSource: DataSource,
    private readonly listings: ReadListingOfCase,
    private readonly unitOfWork: UnitOfWork,
    private readonly commitments: CommitmentStore,
    private readonly clock: Clock,
  ) {}

  async execute(id: string, listingId: string, actor: Actor): Promise<Commitment> {
    const person = personOf(actor);
    const named = await this.commitments.find(this.dataSource.manager, id);
    if (!named) throw notFound();
    await this.listings.execute({ ...named, listingId }, person);
    return this.unitOfWork.run(async ({ manager }) => {
      const before = await this.commitments.lock(manager, id);
      if (!before) throw notFound();
      const after = granted(linkListing(before, listingId, person));
      if (before.listingId === listingId) return before;
      await this.commitments.save(manager, after);
      await recordCommitment(manager, after, { action: 'listed', person, at: this.clock.now() });
      return after;
    });
  }
}
