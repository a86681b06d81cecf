import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock, notFound, type Actor } from '#bootstrap';
import { appendLedger } from '#ledger';
import { UnitOfWork } from '#messaging';
import type { Application } from '../domain/application.js';
import { allegeBreach, closePerformed, dismissBreach } from '../domain/course.js';
import type { Person } from '../domain/person.js';
import {
  accept,
  consult,
  hearCreditor,
  recordPanel,
  requestSupplement,
  supply,
} from '../domain/preparation.js';
import { requestReview } from '../domain/review.js';
import type { Procedure } from '../domain/rules/rule-set.js';
import type { Breach, CreditorReply, Panel } from '../domain/steps.js';
import type { Verdict } from '../domain/verdict.js';
import { RuleSets } from '../rules/rule-sets.js';
import { ApplicationStore } from '../storage/application.store.js';
import { DecisionStore } from '../storage/decision.store.js';
import { MaterialStore } from '../storage/material.store.js';
import { granted } from './granted.js';
import { personOf } from './person-of.js';
import { rulesOf } from './rules-of.js';

/** Who takes the step and when, and how the rules of this court have it done. */
interface Taking {
  person: Person;
  at: Date;
  procedure: Procedure;
}

/**
 * Takes one step on an application: the row is locked, so that of two at once the second sees the
 * first; step and ledger commit together.
 */
@Injectable()
export class TakeStep {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly applications: ApplicationStore,
    private readonly materials: MaterialStore,
    private readonly decisions: DecisionStore,
    private readonly ruleSets: RuleSets,
    private readonly clock: Clock,
  ) {}

  requestSupplement(id: string, missing: string[], actor: Actor): Promise<Application> {
    return this.take({ id, actor, action: 'application.supplement-requested' }, (one, taking) =>
      requestSupplement(one, { ...taking, missing }),
    );
  }

  supply(id: string, note: string, actor: Actor): Promise<Application> {
    return this.take({ id, actor, action: 'application.supplemented' }, (one, taking) =>
      supply(one, { ...taking, note }),
    );
  }

  accept(id: string, actor: Actor): Promise<Application> {
    return this.take(
      { id, actor, action: 'application.accepted' },
      async (one, taking, manager) => {
        const papers = await this.materials.ofApplication(manager, id);
        const onFile = papers.filter(({ withdrawn }) => !withdrawn).map(({ kind }) => kind);
        return accept(one, { ...taking, materials: onFile });
      },
    );
  }

  consult(id: string, question: string, actor: Actor): Promise<Application> {
    return this.take({ id, actor, action: 'creditor.consulted' }, (one, taking) =>
      consult(one, { ...taking, question }),
    );
  }

  hearCreditor(
    id: string,
    reply: Pick<CreditorReply, 'answer' | 'note'> & { repliedAt: Date | null },
    actor: Actor,
  ): Promise<Application> {
    return this.take({ id, actor, action: 'creditor.replied' }, (one, taking) =>
      hearCreditor(one, { ...taking, ...reply, repliedAt: reply.repliedAt ?? taking.at }),
    );
  }

  recordPanel(
    id: string,
    panel: Pick<Panel, 'members' | 'opinion' | 'reasons'>,
    actor: Actor,
  ): Promise<Application> {
    return this.take({ id, actor, action: 'panel.recorded' }, (one, taking) =>
      recordPanel(one, { ...taking, ...panel }),
    );
  }

  requestReview(id: string, grounds: string, actor: Actor): Promise<Application> {
    return this.take({ id, actor, action: 'review.requested' }, (one, taking) =>
      requestReview(one, { ...taking, grounds }),
    );
  }

  allegeBreach(
    id: string,
    breach: Pick<Breach, 'allegedBy' | 'facts'> & { breachedAt: Date },
    actor: Actor,
  ): Promise<Application> {
    return this.take({ id, actor, action: 'breach.alleged' }, (one, taking) =>
      allegeBreach(one, { ...taking, ...breach }),
    );
  }

  dismissBreach(id: string, actor: Actor): Promise<Application> {
    return this.take({ id, actor, action: 'breach.dismissed' }, async (one, taking, manager) => {
      const revocationDrafted = await this.decisions.hasDraftedRevocation(manager, id);
      return dismissBreach(one, { ...taking, revocationDrafted });
    });
  }

  close(id: string, note: string, actor: Actor): Promise<Application> {
    return this.take({ id, actor, action: 'repair.performed' }, async (one, taking, manager) => {
      const decision =
        'decisionId' in one ? await this.decisions.find(manager, one.decisionId) : null;
      const repair = decision?.kind === 'REPAIR' ? decision : null;
      return closePerformed({ application: one, repair }, { ...taking, note });
    });
  }

  private take(
    { id, actor, action }: { id: string; actor: Actor; action: string },
    step: (
      application: Application,
      taking: Taking,
      manager: EntityManager,
    ) => Verdict<Application> | Promise<Verdict<Application>>,
  ): Promise<Application> {
    const person = personOf(actor);
    return this.unitOfWork.run(async ({ manager }) => {
      const before = await this.applications.lock(manager, id);
      if (!before) throw notFound();
      const at = this.clock.now();
      const { procedure } = rulesOf(this.ruleSets, before).ruleSet;
      const after = granted(await step(before, { person, at, procedure }, manager));
      await this.applications.save(manager, after);
      await appendLedger(manager, {
        at,
        actor: person.sub,
        action,
        subject: id,
        courtCode: before.courtCode,
        detail: { listingId: before.listingId, from: before.status, to: after.status },
      });
      return after;
    });
  }
}
