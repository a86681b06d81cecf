import { Injectable } from '@nestjs/common';
import { Clock, notFound, type Actor } from '#bootstrap';
import { newId } from '#contracts';
import { appendLedger } from '#ledger';
import { UnitOfWork } from '#messaging';
import { draftRepair } from '../domain/application.js';
import type { DraftedDecision } from '../domain/decision.js';
import type { OpenCases } from '../domain/finding.js';
import { ApplicationStore } from '../storage/application.store.js';
import { DecisionStore } from '../storage/decision.store.js';
import { granted } from './granted.js';
import { personOf } from './person-of.js';

export interface Draft {
  reasons: string;
  openCases: OpenCases;
  shieldUntil: string | null;
}

/** Drafts the decision on an application (拟办). It waits for another person's approval. */
@Injectable()
export class DraftDecision {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly applications: ApplicationStore,
    private readonly decisions: DecisionStore,
    private readonly clock: Clock,
  ) {}

  execute(applicationId: string, draft: Draft, actor: Actor): Promise<DraftedDecision> {
    const drafter = personOf(actor);
    return this.unitOfWork.run(async ({ manager }) => {
      const submitted = await this.applications.lock(manager, applicationId);
      if (!submitted) throw notFound();
      const decisionId = newId('dec');
      const at = this.clock.now();
      const { application, decision } = granted(
        draftRepair(submitted, { ...draft, decisionId, drafter, at }),
      );
      await this.decisions.insert(manager, decision);
      await this.applications.settle(manager, application);
      const { listingId, basis, action } = decision;
      const { openCases, shieldUntil } = draft;
      await appendLedger(manager, {
        at,
        actor: drafter.sub,
        action: 'decision.drafted',
        subject: decisionId,
        courtCode: decision.courtCode,
        detail: { applicationId, listingId, basis, action, openCases, shieldUntil },
      });
      return decision;
    });
  }
}
