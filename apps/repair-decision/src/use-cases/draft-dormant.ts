import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, conflict, notFound, type Actor } from '#bootstrap';
import { appendLedger } from '#ledger';
import { UnitOfWork } from '#messaging';
import type { DraftedDecision } from '../domain/decision.js';
import { draftable, type VerifiedItem } from '../domain/dormant-item.js';
import { DecisionStore } from '../storage/decision.store.js';
import { DormantStore } from '../storage/dormant.store.js';
import { DraftDecision, type Draft } from './draft-decision.js';
import { granted } from './granted.js';
import { personOf } from './person-of.js';
import { SubmitApplication, type Submission } from './submit-application.js';

const MINUTE = 60 * 1000;

export interface DormantDraft {
  triggeredAt: Date;
  facts: string;
  situation: string | null;
  draft: Draft;
}

/**
 * Drafts the decision on one verified dormant listing: an application ex officio (依职权) and its draft,
 * made as every other is. What a try that broke off has left behind, application or draft, is taken up.
 */
@Injectable()
export class DraftDormant {
  constructor(
    private readonly dataSource: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly items: DormantStore,
    private readonly decisions: DecisionStore,
    private readonly submitApplication: SubmitApplication,
    private readonly draftDecision: DraftDecision,
    private readonly clock: Clock,
  ) {}

  async execute(id: string, dormant: DormantDraft, actor: Actor): Promise<DraftedDecision> {
    const item = await this.claim(id, actor);
    let decision: DraftedDecision;
    try {
      decision = (await this.draftThatIsThere(item)) ?? (await this.draft(item, dormant, actor));
    } catch (error) {
      await this.items.release(this.dataSource.manager, id);
      throw error;
    }
    await this.record(item, decision);
    return decision;
  }

  private claim(id: string, actor: Actor): Promise<VerifiedItem> {
    const officer = personOf(actor);
    return this.unitOfWork.run(async ({ manager }) => {
      const item = await this.items.lock(manager, id);
      if (!item) throw notFound();
      const verified = granted(draftable(item, officer));
      const now = this.clock.now();
      const until = new Date(now.getTime() + MINUTE);
      if (!(await this.items.claim(manager, id, now, until))) throw conflict('DRAFTING_NOW');
      return verified;
    });
  }

  private async draftThatIsThere(item: VerifiedItem): Promise<DraftedDecision | null> {
    const { manager } = this.dataSource;
    const id = await this.items.openDraft(manager, item);
    const decision = id === null ? null : await this.decisions.find(manager, id);
    return decision?.status === 'DRAFTED' ? decision : null;
  }

  private async draft(item: VerifiedItem, dormant: DormantDraft, actor: Actor) {
    const applicationId = await this.applicationFor(item, dormant, actor);
    return this.draftDecision.execute(applicationId, dormant.draft, actor);
  }

  private async applicationFor(
    { listingId, basis }: VerifiedItem,
    { triggeredAt, facts, situation }: DormantDraft,
    actor: Actor,
  ): Promise<string> {
    const open = await this.items.openApplication(this.dataSource.manager, { listingId, basis });
    if (open) return open;
    const submission: Submission = {
      ...{ listingId, basis, situation, triggeredAt, facts },
      initiator: 'EX_OFFICIO',
      correction: null,
    };
    return (await this.submitApplication.execute(submission, actor)).id;
  }

  private record({ id, listingId, courtCode }: VerifiedItem, decision: DraftedDecision) {
    return this.unitOfWork.run(async ({ manager }) => {
      await this.items.markDrafted(manager, id, decision.id);
      await appendLedger(manager, {
        at: decision.draftedAt,
        actor: decision.draftedBy,
        action: 'dormant.drafted',
        subject: id,
        courtCode,
        detail: { listingId, decisionId: decision.id },
      });
    });
  }
}
