import { Injectable } from '@nestjs/common';
import { Clock, forbidden, invalid, type Actor } from '#bootstrap';
import { newId } from '#contracts';
import { parseCaseNumber } from '#identifiers';
import { UnitOfWork } from '#messaging';
import {
  proposeCommitment,
  type CommitmentFacts,
  type ProposedCommitment,
} from '../domain/commitment.js';
import { PaperSettings } from '../paper-settings.js';
import { CommitmentStore } from '../storage/commitment.store.js';
import { recordCommitment } from './commitment-ledger.js';
import { granted } from './granted.js';
import { personOf } from './person-of.js';
import { ReadListingOfCase } from './read-listing-of-case.js';

export type Proposal = Pick<
  CommitmentFacts,
  'caseNumber' | 'listingId' | 'debtor' | 'terms' | 'deferListingUntil'
>;

/**
 * Records a debtor's promise (信用承诺), before listing or after it. A listing that is named is read
 * live first, outside the transaction: only what is not published yet can still be deferred.
 */
@Injectable()
export class ProposeCommitment {
  constructor(
    private readonly listings: ReadListingOfCase,
    private readonly unitOfWork: UnitOfWork,
    private readonly commitments: CommitmentStore,
    private readonly settings: PaperSettings,
    private readonly clock: Clock,
  ) {}

  async execute(proposal: Proposal, actor: Actor): Promise<ProposedCommitment> {
    const officer = personOf(actor);
    const { caseNumber, listingId, deferListingUntil, terms } = proposal;
    requireOwnCase(caseNumber, officer.court);
    const listing = listingId === null ? null : await this.listings.execute(proposal, officer);
    const at = this.clock.now();
    const facts = {
      ...proposal,
      id: newId('cmt'),
      courtCode: officer.court,
      proposedBy: officer.sub,
      proposedAt: at,
    };
    const { deferralMaxMonths } = this.settings;
    const surroundings = { listingState: listing?.state ?? null, deferralMaxMonths };
    const commitment = granted(proposeCommitment(facts, surroundings));
    await this.unitOfWork.run(async ({ manager }) => {
      await this.commitments.insert(manager, commitment);
      const { instalments } = terms;
      const detail = { instalments, deferListingUntil };
      await recordCommitment(manager, commitment, {
        action: 'proposed',
        person: officer,
        at,
        detail,
      });
    });
    return commitment;
  }
}

/** A case number of the form of 2015 names its court; older ones name none that a machine can read. */
function requireOwnCase(caseNumber: string, court: string): void {
  const parsed = parseCaseNumber(caseNumber);
  if (!parsed.ok) throw invalid('CASE_NUMBER', 'caseNumber');
  if (parsed.form === 'NEW' && parsed.courtCode !== court) {
    throw forbidden('OTHER_COURT', 'caseNumber');
  }
}
