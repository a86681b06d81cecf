import { Injectable } from '@nestjs/common';
import { Clock, conflict, notFound, type Actor } from '#bootstrap';
import { UnitOfWork } from '#messaging';
import { recordPerformance, type Commitment, type Performance } from '../domain/commitment.js';
import { CommitmentStore } from '../storage/commitment.store.js';
import { PerformanceStore } from '../storage/performance.store.js';
import { recordCommitment } from './commitment-ledger.js';
import { granted } from './granted.js';
import { personOf } from './person-of.js';

/** Records a payment on a promise. The same voucher sent again changes nothing. */
@Injectable()
export class RecordPerformance {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly commitments: CommitmentStore,
    private readonly performances: PerformanceStore,
    private readonly clock: Clock,
  ) {}

  execute(
    id: string,
    { reference, ...payment }: Performance & { reference: string },
    actor: Actor,
  ): Promise<Commitment> {
    const officer = personOf(actor);
    return this.unitOfWork.run(async ({ manager }) => {
      const before = await this.commitments.lock(manager, id);
      if (!before) throw notFound();
      const at = this.clock.now();
      const after = granted(recordPerformance(before, payment, { officer, at }));
      const earlier = await this.performances.find(manager, id, reference);
      if (earlier) {
        const isSame = earlier.fen === payment.fen && earlier.paidOn === payment.paidOn;
        if (!isSame) throw conflict('PERFORMANCE_DIFFERS', 'reference');
        return before;
      }
      const recorded = { recordedBy: officer.sub, recordedAt: at };
      await this.performances.insert(manager, after, { reference, ...payment, ...recorded });
      await this.commitments.save(manager, after);
      const act = { action: 'performed', person: officer, at, detail: payment };
      await recordCommitment(manager, after, act);
      return after;
    });
  }
}
