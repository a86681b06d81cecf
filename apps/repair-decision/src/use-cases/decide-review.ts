import { Injectable } from '@nestjs/common';
import { Clock, conflict, notFound, type Actor } from '#bootstrap';
import { appendLedger } from '#ledger';
import { UnitOfWork } from '#messaging';
import type { Application } from '../domain/application.js';
import { decideReview } from '../domain/review.js';
import { RuleSets } from '../rules/rule-sets.js';
import { ApplicationStore } from '../storage/application.store.js';
import { DecisionStore } from '../storage/decision.store.js';
import { granted } from './granted.js';
import { personOf } from './person-of.js';
import { rulesOf } from './rules-of.js';

export interface ReviewDecision {
  result: 'UPHELD' | 'OVERTURNED';
  reasons: string;
}

/** Decides the review of a denial (复核); overturned, the application may be decided once more. */
@Injectable()
export class DecideReview {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly applications: ApplicationStore,
    private readonly decisions: DecisionStore,
    private readonly ruleSets: RuleSets,
    private readonly clock: Clock,
  ) {}

  execute(id: string, review: ReviewDecision, actor: Actor): Promise<Application> {
    const person = personOf(actor);
    return this.unitOfWork.run(async ({ manager }) => {
      const application = await this.applications.lock(manager, id);
      if (!application) throw notFound();
      const denial =
        'decisionId' in application
          ? await this.decisions.find(manager, application.decisionId)
          : null;
      const at = this.clock.now();
      const { procedure } = rulesOf(this.ruleSets, application).ruleSet;
      if (denial?.kind !== 'DENIAL') throw conflict('NOT_DENIED');
      const after = granted(
        decideReview({ application, denial }, { ...review, person, at, procedure }),
      );
      if (review.result === 'OVERTURNED') await this.decisions.overturn(manager, denial.id, at);
      await this.applications.save(manager, after);
      await appendLedger(manager, {
        at,
        actor: person.sub,
        action: review.result === 'UPHELD' ? 'review.upheld' : 'review.overturned',
        subject: id,
        courtCode: application.courtCode,
        detail: { listingId: application.listingId, decisionId: denial.id },
      });
      return after;
    });
  }
}
