import { Injectable } from '@nestjs/common';
import { appendLedger } from '#ledger';
import { UnitOfWork } from '#messaging';
import type { LookAnswer } from '../domain/look-answer.js';
import { consider, type Considered } from '../domain/obligation.js';
import { LookStore, type LookTarget } from '../storage/look.store.js';
import { ObligationStore } from '../storage/obligation.store.js';
import { outcomeMessage } from './outcome-message.js';

export interface FinishedLook {
  target: LookTarget;
  startedAt: Date;
  answer: LookAnswer & { control: string | null };
}

/** Records what a look saw, and what it proves or disproves. */
@Injectable()
export class RecordLook {
  constructor(
    private readonly work: UnitOfWork,
    private readonly looks: LookStore,
    private readonly obligations: ObligationStore,
  ) {}

  /** @returns undefined when the obligation is gone. */
  async run({ target, startedAt: at, answer }: FinishedLook): Promise<Considered | undefined> {
    return this.work.run(async (tx) => {
      const [before] = await this.obligations.lock(tx.manager, [target.obligationId]);
      if (!before) return undefined;
      // Intake locks the obligation to supersede it, so nothing newer can slip in after this.
      const head = await this.looks.headVersion(tx.manager, target.listingId);
      const counts = head === target.headVersion && head === target.version;
      const { result, control } = answer;
      const reason = counts ? answer.reason : 'STALE';
      const considered = consider(
        before,
        { kind: 'look', at, result, reason, counts },
        target.contract.probe,
      );
      const { obligation, facts } = considered;
      await this.obligations.save(tx.manager, [obligation]);
      await this.looks.insert(tx.manager, {
        obligationId: obligation.id,
        version: obligation.version,
        at,
        answer: { result, reason },
        control,
        counted: counts,
      });
      await appendLedger(tx.manager, {
        at,
        actor: 'outbound-publisher',
        action: 'look.made',
        subject: obligation.listingId,
        courtCode: obligation.courtCode,
        detail: {
          obligationId: obligation.id,
          subscriberId: obligation.subscriberId,
          version: obligation.version,
          result,
          reason,
          control,
          counted: counts,
          state: obligation.state,
        },
      });
      if (facts.includes('verified')) await tx.publish(outcomeMessage('verified', obligation, at));
      if (facts.includes('contradicted'))
        await tx.publish(outcomeMessage('contradicted', obligation, at));
      return considered;
    });
  }
}
