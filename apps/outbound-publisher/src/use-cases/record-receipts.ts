import { Injectable } from '@nestjs/common';
import { Clock } from '#bootstrap';
import { appendLedger } from '#ledger';
import { UnitOfWork, type Transaction } from '#messaging';
import type { Contract } from '../domain/contract.js';
import {
  consider,
  type Obligation,
  type ObligationState,
  type ReceiptStage,
} from '../domain/obligation.js';
import { LookScheduler } from '../looks/look-scheduler.js';
import { ObligationStore } from '../storage/obligation.store.js';
import { ReceiptStore } from '../storage/receipt.store.js';

export interface GivenReceipt {
  eventId: string;
  stage: ReceiptStage;
  appliedAt: Date | null;
}

export interface ReceiptResult {
  eventId: string;
  result: 'recorded' | 'duplicate' | 'refused';
  /** Where the obligation stands now; null where there is none. */
  state: ObligationState | null;
  /** Why it was refused. */
  reason?: 'UNKNOWN_EVENT' | 'IN_FUTURE';
}

const SECOND = 1000;
/** Clocks that keep time well still differ a little. */
const CLOCK_SKEW = 5 * SECOND;

interface Standing {
  obligation: Obligation;
  probe: Contract['probe'];
}

/** A receipt that has an obligation and may be recorded. */
interface Admitted extends GivenReceipt, Standing {}

/** Records what a subscriber says of its obligations: claims, which looks will check. */
@Injectable()
export class RecordReceipts {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly obligations: ObligationStore,
    private readonly receipts: ReceiptStore,
    private readonly looks: LookScheduler,
    private readonly clock: Clock,
  ) {}

  run(subscriberId: string, given: readonly GivenReceipt[]): Promise<ReceiptResult[]> {
    return this.unitOfWork.run(async (tx) => {
      const now = this.clock.now();
      const standing = await this.obligations.lockByEvents(
        tx.manager,
        subscriberId,
        given.map((receipt) => receipt.eventId),
      );
      const judged = given.map((receipt) => judge(receipt, standing.get(receipt.eventId), now));
      const admitted = judged.filter((each) => 'obligation' in each);
      const isNew = await this.record(tx, subscriberId, admitted, now);
      return judged.map((each) => {
        if (!('obligation' in each)) return each;
        return {
          eventId: each.eventId,
          result: isNew.get(each) ? 'recorded' : 'duplicate',
          state: each.obligation.state,
        };
      });
    });
  }

  private async record(
    tx: Transaction,
    subscriberId: string,
    admitted: readonly Admitted[],
    now: Date,
  ): Promise<Map<Admitted, boolean>> {
    if (admitted.length === 0) return new Map();
    const inserted = await this.receipts.insert(
      tx.manager,
      admitted.map(({ obligation, stage, appliedAt }) => ({
        obligationId: obligation.id,
        stage,
        appliedAt,
      })),
      now,
    );
    const fresh = admitted.filter((_each, index) => inserted[index]);
    for (const { obligation, probe, stage, appliedAt } of fresh) {
      const evidence = { kind: 'receipt', stage, at: now, appliedAt } as const;
      // In place, so that two receipts for one event in one batch build on each other.
      Object.assign(obligation, consider(obligation, evidence, probe).obligation);
    }
    await this.obligations.save(tx.manager, [...new Set(fresh.map((each) => each.obligation))]);
    for (const each of fresh) await this.writeLedger(tx, subscriberId, each, now);
    tx.afterCommit(() => this.looks.wake());
    return new Map(admitted.map((each, index) => [each, inserted[index] === true]));
  }

  private async writeLedger(
    { manager }: Transaction,
    subscriberId: string,
    { obligation, stage, appliedAt }: Admitted,
    now: Date,
  ): Promise<void> {
    await appendLedger(manager, {
      at: now,
      actor: subscriberId,
      action: `receipt.${stage}`,
      subject: obligation.listingId,
      courtCode: obligation.courtCode,
      detail: { obligation: obligation.id, version: obligation.version, appliedAt },
    });
  }
}

function judge(
  receipt: GivenReceipt,
  standing: Standing | undefined,
  now: Date,
): Admitted | ReceiptResult {
  const { eventId, appliedAt } = receipt;
  if (!standing) return { eventId, result: 'refused', state: null, reason: 'UNKNOWN_EVENT' };
  if (appliedAt && appliedAt.getTime() > now.getTime() + CLOCK_SKEW) {
    return { eventId, result: 'refused', state: standing.obligation.state, reason: 'IN_FUTURE' };
  }
  return { ...receipt, ...standing };
}
