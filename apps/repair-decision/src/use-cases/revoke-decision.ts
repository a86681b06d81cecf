import { Injectable } from '@nestjs/common';
import { Clock, notFound, type Actor } from '#bootstrap';
import { newId } from '#contracts';
import { appendLedger } from '#ledger';
import { UnitOfWork } from '#messaging';
import type { DraftedDecision } from '../domain/decision.js';
import { draftRevocation } from '../domain/revocation.js';
import { ApplicationStore } from '../storage/application.store.js';
import { DecisionStore } from '../storage/decision.store.js';
import { OrderStore } from '../storage/order.store.js';
import { granted } from './granted.js';
import { personOf } from './person-of.js';

export interface Breach {
  reasons: string;
  breachedAt: Date;
}

/** Drafts the revocation (撤销) of a repair; another person approves it like any decision. */
@Injectable()
export class RevokeDecision {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly decisions: DecisionStore,
    private readonly orders: OrderStore,
    private readonly applications: ApplicationStore,
    private readonly clock: Clock,
  ) {}

  execute(id: string, breach: Breach, actor: Actor): Promise<DraftedDecision> {
    const drafter = personOf(actor);
    return this.unitOfWork.run(async ({ manager }) => {
      const matter = await this.decisions.lockMatter(manager, id);
      if (!matter) throw notFound();
      const order = await this.orders.findByDecision(manager, id);
      const revoked = await this.decisions.isRevoked(manager, id);
      const at = this.clock.now();
      const { application, decision: revocation } = granted(
        draftRevocation(
          { ...matter, order, revoked },
          { ...breach, decisionId: newId('dec'), drafter, at },
        ),
      );
      await this.decisions.insert(manager, revocation);
      await this.applications.save(manager, application);
      await appendLedger(manager, {
        at,
        actor: drafter.sub,
        action: 'revocation.drafted',
        subject: revocation.id,
        courtCode: revocation.courtCode,
        detail: { revokes: id, listingId: revocation.listingId, breachedAt: breach.breachedAt },
      });
      return revocation;
    });
  }
}
