import { Injectable } from '@nestjs/common';
import { Clock, type Actor } from '#bootstrap';
import { newId, type Basis, type Initiator } from '#contracts';
import { appendLedger } from '#ledger';
import { UnitOfWork } from '#messaging';
import {
  submitApplication,
  type Application,
  type ApplicationFacts,
  type Correction,
} from '../domain/application.js';
import { evidenceOf, NOTHING_KNOWN } from '../domain/examination.js';
import type { ListingReading } from '../domain/listing-reading.js';
import type { Person } from '../domain/person.js';
import { evaluate } from '../domain/rules/evaluate.js';
import { referenceOf, type LoadedRuleSet } from '../domain/rules/evaluation.js';
import type { Finding } from '../domain/rules/finding.js';
import { RuleSets } from '../rules/rule-sets.js';
import { ApplicationStore } from '../storage/application.store.js';
import { ListingPastStore } from '../storage/listing-past.store.js';
import { granted } from './granted.js';
import { personOf } from './person-of.js';
import { ReadListing } from './read-listing.js';
import { rulesFor } from './rules-of.js';

export interface Submission {
  listingId: string;
  initiator: Initiator;
  basis: Basis;
  situation: string | null;
  triggeredAt: Date;
  facts: string;
  correction: Correction | null;
}

/**
 * Files an application (信用修复申请). The listing is read live from the registry first, outside the
 * transaction; when the registry is away nothing is written.
 */
@Injectable()
export class SubmitApplication {
  constructor(
    private readonly readListing: ReadListing,
    private readonly ruleSets: RuleSets,
    private readonly unitOfWork: UnitOfWork,
    private readonly applications: ApplicationStore,
    private readonly pasts: ListingPastStore,
    private readonly clock: Clock,
  ) {}

  async execute(submission: Submission, actor: Actor): Promise<Application> {
    const officer = personOf(actor);
    const listing = await this.readListing.execute(submission.listingId, officer);
    const filedAt = this.clock.now();
    const filing = { ...submission, courtCode: officer.court, filedAt };
    const rules = rulesFor(this.ruleSets, filing);
    return this.file({
      ...filing,
      id: newId('app'),
      listing,
      ruleSet: referenceOf(rules),
      findings: findingsAtOnce(rules, filing, { listing, officer }),
      filedBy: officer.sub,
    });
  }

  private file(facts: ApplicationFacts): Promise<Application> {
    return this.unitOfWork.run(async ({ manager }) => {
      const { listingId, listing } = facts;
      const { denials } = await this.pasts.of(manager, listingId, listing.others);
      const application = granted(submitApplication(facts, denials));
      await this.applications.insert(manager, application);
      const { id, initiator, basis, triggeredAt, findings, courtCode } = application;
      await appendLedger(manager, {
        at: application.filedAt,
        actor: application.filedBy,
        action: 'application.submitted',
        subject: id,
        courtCode,
        detail: { listingId, initiator, basis, triggeredAt, findings: findings.map(summaryOf) },
      });
      return application;
    });
  }
}

/** What is clear from the listing alone. The rest is examined when a decision is drafted. */
function findingsAtOnce(
  { ruleSet }: LoadedRuleSet,
  { initiator, filedAt }: Submission & { filedAt: Date },
  { listing, officer }: { listing: ListingReading; officer: Person },
): Finding[] {
  const asked = { initiator, creditorReply: undefined };
  const evidence = evidenceOf(asked, NOTHING_KNOWN, { listing, drafter: officer.sub });
  return evaluate(ruleSet, evidence, filedAt).filter(({ result }) => result !== 'NEEDS_EVIDENCE');
}

/** A finding's text and source are the rule set's; the ledger names the set and the rule. */
function summaryOf({ rule, result, at, listings }: Finding) {
  return { rule, result, at, ...(listings && { listings }) };
}
