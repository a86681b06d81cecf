import { Injectable } from '@nestjs/common';
import { Clock, forbidden, invalid, type Actor } from '#bootstrap';
import { newId, type Basis, type Initiator } from '#contracts';
import { appendLedger } from '#ledger';
import { UnitOfWork } from '#messaging';
import { submitApplication, type SubmittedApplication } from '../domain/application.js';
import { findOtherListings } from '../domain/finding.js';
import { RegistryClient } from '../registry/registry-client.js';
import { ApplicationStore } from '../storage/application.store.js';
import { granted } from './granted.js';
import { personOf } from './person-of.js';

export interface Submission {
  listingId: string;
  initiator: Initiator;
  basis: Basis;
  triggeredAt: Date;
  facts: string;
}

/**
 * Files an application (信用修复申请). The listing is read live from the registry first, outside the
 * transaction; when the registry is away nothing is written.
 */
@Injectable()
export class SubmitApplication {
  constructor(
    private readonly registry: RegistryClient,
    private readonly unitOfWork: UnitOfWork,
    private readonly applications: ApplicationStore,
    private readonly clock: Clock,
  ) {}

  async execute(submission: Submission, actor: Actor): Promise<SubmittedApplication> {
    const officer = personOf(actor);
    const listing = await this.registry.readListing(submission.listingId);
    if (!listing) throw invalid('UNKNOWN_LISTING', 'listingId');
    if (listing.courtCode !== officer.court) throw forbidden('OTHER_COURT', 'listingId');
    const now = this.clock.now();
    const application = granted(
      submitApplication(
        {
          ...submission,
          id: newId('app'),
          courtCode: officer.court,
          findings: [findOtherListings(listing.others, now)],
          filedBy: officer.sub,
          filedAt: now,
        },
        listing.state,
      ),
    );
    await this.save(application);
    return application;
  }

  private save(application: SubmittedApplication): Promise<void> {
    const { id, listingId, initiator, basis, triggeredAt, findings, courtCode } = application;
    return this.unitOfWork.run(async ({ manager }) => {
      await this.applications.insert(manager, application);
      await appendLedger(manager, {
        at: application.filedAt,
        actor: application.filedBy,
        action: 'application.submitted',
        subject: id,
        courtCode,
        detail: { listingId, initiator, basis, triggeredAt, findings },
      });
    });
  }
}
