import { Injectable } from '@nestjs/common';
import { Clock, notFound, type Actor } from '#bootstrap';
import { appendLedger } from '#ledger';
import { UnitOfWork } from '#messaging';
import type { Application } from '../domain/application.js';
import { dismissBreach } from '../domain/course.js';
import { withdraw, type WithdrawnDecision } from '../domain/decision.js';
import type { Person } from '../domain/person.js';
import { reopen } from '../domain/reopening.js';
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
      const matter = await this.decisions.lockMatter(tx.manager, id);
      if (!matter) throw notFound();
      const decision = granted(withdraw(matter.decision, { person, reason, at: this.clock.now() }));
      await this.decisions.withdraw(tx.manager, decision);
      const application = withoutDraft(matter.application, decision, person);
      if (application) await this.applications.save(tx.manager, application);
      const { kind, listingId, courtCode, draftedBy, withdrawal } = decision;
      await appendLedger(tx.manager, {
        at: withdrawal.at,
        actor: withdrawal.by,
        action: WITHDRAWN[kind],
        subject: id,
        courtCode,
        detail: { listingId, draftedBy, applicationId: decision.applicationId },
      });
      return withoutOrder(decision);
    });
  }
}

const WITHDRAWN = {
  REPAIR: 'decision.withdrawn',
  DENIAL: 'denial.withdrawn',
  REVOCATION: 'revocation.withdrawn',
} as const satisfies Record<WithdrawnDecision['kind'], string>;

/** What the withdrawal leaves of the application; a breach that was alleged apart from the draft stands. */
function withoutDraft(
  application: Application,
  decision: WithdrawnDecision,
  person: Person,
): Application | null {
  if (decision.kind !== 'REVOCATION') return reopen(application, decision);
  if (application.steps.breach?.allegedBy !== 'REVOCATION') return null;
  const dismissed = dismissBreach(application, {
    person,
    at: decision.withdrawal.at,
    revocationDrafted: false,
  });
  return dismissed.ok ? dismissed.value : null;
}
