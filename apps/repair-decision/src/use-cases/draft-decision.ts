import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock, notFound, type Actor } from '#bootstrap';
import { newId, type SanctionDomain } from '#contracts';
import { appendLedger } from '#ledger';
import { UnitOfWork } from '#messaging';
import type { Correction } from '../domain/application.js';
import type { DraftedDecision } from '../domain/decision.js';
import { draftDenial, draftRepair } from '../domain/draft.js';
import type { Evidenced } from '../domain/examination.js';
import type { Lift } from '../domain/lift.js';
import { RuleSets } from '../rules/rule-sets.js';
import { ApplicationStore } from '../storage/application.store.js';
import { DecisionStore } from '../storage/decision.store.js';
import { CaseEvidence } from './case-evidence.js';
import { granted } from './granted.js';
import { personOf } from './person-of.js';
import { ReadListing } from './read-listing.js';
import { rulesOf } from './rules-of.js';

/** What the drafter can say; the rest of the evidence is on file. */
export type Said = Pick<
  Evidenced,
  'openCases' | 'attestations' | 'performance' | 'plan' | 'guarantee'
>;

export type Draft =
  | { outcome: 'DENY'; reasons: string; said: Said }
  | {
      outcome: 'GRANT';
      reasons: string;
      said: Said;
      shieldUntil: string | null;
      liftRestrictions: Lift[];
      sanctionDomains: SanctionDomain[] | null;
      correction: Correction | null;
      overrides: { rule: string; reason: string }[];
    };

/**
 * Drafts the decision on an application (拟办), for another person to approve. The listing is read live
 * once more, outside the transaction: other listings and restrictions may have come since the filing.
 */
@Injectable()
export class DraftDecision {
  constructor(
    private readonly dataSource: DataSource,
    private readonly readListing: ReadListing,
    private readonly ruleSets: RuleSets,
    private readonly unitOfWork: UnitOfWork,
    private readonly applications: ApplicationStore,
    private readonly decisions: DecisionStore,
    private readonly evidence: CaseEvidence,
    private readonly clock: Clock,
  ) {}

  async execute(applicationId: string, draft: Draft, actor: Actor): Promise<DraftedDecision> {
    const drafter = personOf(actor);
    const known = await this.applications.find(this.dataSource.manager, applicationId);
    if (!known) throw notFound();
    const { listingId } = known;
    const listing =
      known.courtCode === drafter.court
        ? await this.readListing.execute(listingId, drafter)
        : known.listing;
    return this.unitOfWork.run(async ({ manager }) => {
      const submitted = await this.applications.lock(manager, applicationId);
      if (!submitted) throw notFound();
      const decisionId = newId('dec');
      const at = this.clock.now();
      const rules = rulesOf(this.ruleSets, submitted);
      const onFile = await this.evidence.onFile(manager, submitted, listing);
      const evidence = { ...draft.said, ...onFile };
      const common = { decisionId, drafter, at, listing, evidence, rules };
      const { application, decision } = granted(
        draft.outcome === 'GRANT'
          ? draftRepair(submitted, { ...draft, ...common })
          : draftDenial(submitted, { ...draft, ...common }),
      );
      await this.decisions.insert(manager, decision);
      await this.applications.save(manager, application);
      await recordDraft(manager, decision, draft);
      return decision;
    });
  }
}

async function recordDraft(
  manager: EntityManager,
  decision: DraftedDecision,
  { said }: Draft,
): Promise<void> {
  const { id, kind, courtCode, applicationId, listingId, basis, action, draftedBy } = decision;
  const repair = decision.kind === 'REPAIR' ? decision : null;
  const examined = decision.kind === 'REVOCATION' ? null : decision;
  await appendLedger(manager, {
    at: decision.draftedAt,
    actor: draftedBy,
    action: kind === 'DENIAL' ? 'denial.drafted' : 'decision.drafted',
    subject: id,
    courtCode,
    detail: {
      applicationId,
      listingId,
      basis,
      action,
      openCases: said.openCases,
      shieldUntil: repair?.shieldUntil ?? null,
      liftRestrictions: repair?.liftRestrictions ?? [],
      ruleSet: examined?.ruleSet ?? null,
      // Why is for the decision to say: what somebody wrote does not go into the ledger.
      overridden:
        examined?.findings.flatMap(({ rule, override }) => (override ? [rule] : [])) ?? [],
    },
  });
}
