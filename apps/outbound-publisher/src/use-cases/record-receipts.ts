import { Injectable } from '@nestjs/common';
import { Clock } from '#bootstrap';
import { appendLedgerRows, type LedgerEntry } from '#ledger';
import { UnitOfWork, type Transaction } from '#messaging';
import type { ReceiptStage } from '../domain/evidence.js';
import { consider, type ObligationState } from '../domain/obligation.js';
import { LookScheduler } from '../looks/look-scheduler.js';
import { ObligationStore, type ClaimableObligation } from '../storage/obligation.store.js';
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
  reason?: Refusal;
}

type Refusal = 'UNKNOWN_EVENT' | 'IN_FUTURE' | 'TOO_MANY';

const SECOND = 1000;
/** Clocks that keep time well still differ a little. */
const CLOCK_SKEW = 5 * SECOND;
/** Whoever says more than this of one change says nothing new: looks find out by themselves. */
const RECEIPTS_PER_OBLIGATION = 20;

interface Judged extends GivenReceipt {
  standing: ClaimableObligation | undefined;
  verdict: 'recorded' | 'duplicate' | Refusal;
}

interface Admitted extends Judged {
  standing: ClaimableObligation;
}

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
      await this.record(tx, subscriberId, judged.filter(isAdmitted), now);
      return judged.map(resultOf);
    });
  }

  private async record(
    tx: Transaction,
    subscriberId: string,
    admitted: readonly Admitted[],
    now: Date,
  ): Promise<void> {
    if (admitted.length === 0) return;
    const inserted = await this.receipts.insert(
      tx.manager,
      admitted.map(({ standing, stage, appliedAt }) => ({
        obligationId: standing.obligation.id,
        stage,
        appliedAt,
      })),
      now,
    );
    // Said in another request while this one waited for the obligation.
    for (const [index, each] of admitted.entries())
      if (!inserted[index]) each.verdict = 'duplicate';
    const fresh = admitted.filter(isAdmitted);
    for (const { standing, stage, appliedAt } of fresh) {
      const evidence = { kind: 'receipt', stage, at: now, appliedAt } as const;
      // In place, so that two receipts for one event in one batch build on each other.
      Object.assign(
        standing.obligation,
        consider(standing.obligation, evidence, standing.probe).obligation,
      );
    }
    await this.obligations.save(tx.manager, [
      ...new Set(fresh.map(({ standing }) => standing.obligation)),
    ]);
    await appendLedgerRows(
      tx.manager,
      fresh.map((each) => ledgerEntry(subscriberId, each, now)),
    );
    tx.afterCommit(() => this.looks.wake());
  }
}

function judge(
  receipt: GivenReceipt,
  standing: ClaimableObligation | undefined,
  now: Date,
): Judged {
  return { ...receipt, standing, verdict: verdictOf(receipt, standing, now) };
}

function verdictOf(
  { stage, appliedAt }: GivenReceipt,
  standing: ClaimableObligation | undefined,
  now: Date,
): Judged['verdict'] {
  if (!standing) return 'UNKNOWN_EVENT';
  if (appliedAt && appliedAt.getTime() > now.getTime() + CLOCK_SKEW) return 'IN_FUTURE';
  const saying = `${stage} ${appliedAt?.getTime() ?? ''}`;
  if (standing.said.has(saying)) return 'duplicate';
  if (standing.said.size >= RECEIPTS_PER_OBLIGATION) return 'TOO_MANY';
  standing.said.add(saying);
  return 'recorded';
}

function isAdmitted(judged: Judged): judged is Admitted {
  return judged.standing !== undefined && judged.verdict === 'recorded';
}

function resultOf({ eventId, standing, verdict }: Judged): ReceiptResult {
  const state = standing?.obligation.state ?? null;
  if (verdict === 'recorded' || verdict === 'duplicate') return { eventId, result: verdict, state };
  return { eventId, result: 'refused', state, reason: verdict };
}

function ledgerEntry(
  actor: string,
  { standing, stage, appliedAt }: Admitted,
  now: Date,
): LedgerEntry {
  const { id, listingId, courtCode, version } = standing.obligation;
  return {
    at: now,
    actor,
    action: `receipt.${stage}`,
    subject: listingId,
    courtCode,
    detail: { obligation: id, version, appliedAt },
  };
}
