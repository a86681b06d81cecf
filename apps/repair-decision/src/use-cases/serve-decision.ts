import { Injectable } from '@nestjs/common';
import { Clock, conflict, notFound, type Actor } from '#bootstrap';
import { appendLedger } from '#ledger';
import { UnitOfWork } from '#messaging';
import { serve } from '../domain/review.js';
import type { Party, ServiceMethod } from '../domain/service.js';
import { ApplicationStore } from '../storage/application.store.js';
import { DecisionStore } from '../storage/decision.store.js';
import { granted } from './granted.js';
import { personOf } from './person-of.js';

export interface Serving {
  party: Party;
  method: ServiceMethod;
  servedAt: Date;
}

/** Records that an approved decision was served on a party (送达). */
@Injectable()
export class ServeDecision {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly decisions: DecisionStore,
    private readonly applications: ApplicationStore,
    private readonly clock: Clock,
  ) {}

  execute(id: string, serving: Serving, actor: Actor): Promise<void> {
    const person = personOf(actor);
    return this.unitOfWork.run(async ({ manager }) => {
      const matter = await this.decisions.lockMatter(manager, id);
      if (!matter) throw notFound();
      const { decision, application } = matter;
      if (decision.status !== 'APPROVED') throw conflict('NOT_APPROVED');
      const at = this.clock.now();
      const served = granted(serve({ decision, application }, { ...serving, person, at }));
      await this.decisions.serve(manager, served.decision);
      if (served.application !== application) {
        await this.applications.save(manager, served.application);
      }
      const { party, method, servedAt } = serving;
      await appendLedger(manager, {
        at,
        actor: person.sub,
        action: 'decision.served',
        subject: id,
        courtCode: decision.courtCode,
        detail: { listingId: decision.listingId, party, method, servedAt },
      });
    });
  }
}
