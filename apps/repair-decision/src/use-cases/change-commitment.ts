import { Injectable } from '@nestjs/common';
import { Clock, notFound, type Actor } from '#bootstrap';
import { UnitOfWork } from '#messaging';
import type { Commitment } from '../domain/commitment.js';
import { changeCommitment, type CommitmentChange } from '../domain/commitment-change.js';
import { CommitmentStore } from '../storage/commitment.store.js';
import { recordCommitment } from './commitment-ledger.js';
import { granted } from './granted.js';
import { personOf } from './person-of.js';

const ACTIONS: Record<CommitmentChange['kind'], string> = {
  ACCEPT: 'accepted',
  ALLEGE_BREACH: 'breach-alleged',
  CONFIRM_BREACH: 'breached',
  DISMISS_BREACH: 'breach-dismissed',
  KEEP: 'kept',
  WITHDRAW: 'withdrawn',
};

/** Takes a promise one step further: accepted, alleged to be broken, found broken or not, kept, withdrawn. */
@Injectable()
export class ChangeCommitment {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly commitments: CommitmentStore,
    private readonly clock: Clock,
  ) {}

  execute(id: string, change: CommitmentChange, actor: Actor): Promise<Commitment> {
    const person = personOf(actor);
    return this.unitOfWork.run(async ({ manager }) => {
      const before = await this.commitments.lock(manager, id);
      if (!before) throw notFound();
      const at = this.clock.now();
      const after = granted(changeCommitment(before, change, { person, at }));
      await this.commitments.save(manager, after);
      const detail =
        change.kind === 'ALLEGE_BREACH' ? { on: change.on, breachedOn: change.breachedOn } : {};
      await recordCommitment(manager, after, { action: ACTIONS[change.kind], person, at, detail });
      return after;
    });
  }
}
