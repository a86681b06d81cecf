import { Injectable } from '@nestjs/common';
import { Clock, notFound, type Actor } from '#bootstrap';
import { appendLedger } from '#ledger';
import { UnitOfWork, type Transaction } from '#messaging';
import { reopen } from '../domain/application.js';
import { withdraw, type WithdrawnDecision } from '../domain/decision.js';
import { ApplicationStore } from '../storage/application.store.js';
import { DecisionStore } from '../storage/decision.store.js';
import { withoutOrder, type DecisionView } from './decision-view.js';
import { granted } from './granted.js';
import { personOf } from './person-of.js';

/**
 * Withdraws a draft, so that a mistake in it is not the end of the matter: its application waits for
 * a decision again, or the repair can be revoked again. Of a withdrawal and an approval that race,
 * the row lock lets exactly one win.
 */
@Injectable()
export class WithdrawDecision {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly decisions: DecisionStore,
    private readonly applications: ApplicationStore,
    private readonly clock: Clock,
  ) {}

  execute(id: string, reason: string, actor: Actor): Promise<DecisionView> {
    const person = personOf(actor);
    return this.unitOfWork.run(async (tx) => {
      const draft = await this.decisions.lock(tx.manager, id);
      if (!draft) throw notFound();
      const decision = granted(withdraw(draft, { person, reason, at: this.clock.now() }));
      await this.decisions.withdraw(tx.manager, decision);
      if (decision.kind === 'REPAIR') await this.reopenApplication(tx, decision);
      const { kind, listingId, courtCode, draftedBy, withdrawal } = decision;
      await appendLedger(tx.manager, {
        at: withdrawal.at,
        actor: withdrawal.by,
        action: kind === 'REPAIR' ? 'decision.withdrawn' : 'revocation.withdrawn',
        subject: id,
        courtCode,
        detail: { listingId, draftedBy, applicationId: decision.applicationId },
      });
      return withoutOrder(decision);
    });
  }

  private async reopenApplication(
    { manager }: Transaction,
    { id, applicationId }: WithdrawnDecision,
  ): Promise<void> {
    const application = await this.applications.lock(manager, applicationId);
    if (application) await this.applications.settle(manager, reopen(application, id));
  }
}
