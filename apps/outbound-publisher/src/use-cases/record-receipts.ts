import { Injectable } from '@nestjs/common';
import { Clock } from '#bootstrap';
import { appendLedgerRows, type LedgerEntry } from '#ledger';
import { UnitOfWork, type Transaction } from '#messaging';
import type { ReceiptStage } from '../domain/evidence.js';
import { consider, type Obligation, type ObligationState } from '../domain/obligation.js';
import { LookScheduler } from '../looks/look-scheduler.js';
import { ObligationStore, type ClaimableObligation } from '../storage/obligation.store.js';
import { ReceiptStore, sayingOf } from '../storage/receipt.store.js';

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

type Refusal = 'UNKNOWN_EVENT' | 'IN_FUTURE' | 'TOO_EARLY' | 'TOO_MANY';

const SECOND = 1000;
/** Clocks that keep time well still differ a little. */
const CLOCK_SKEW = 5 * SECOND;
/**
 * Who reads the courts' own site may have acted before we told it; what is said to have been done a year
 * before is a clock or a format gone wrong, and would stand in the evidence.
 */
const EARLIEST_BEFORE = 366 * 24 * 60 * 60 * SECOND;
/** Whoever says more than this of one change says nothing new: looks find out by themselves. */
const RECEIPTS_PER_OBLIGATION = 20;

interface Standing extends ClaimableObligation {
  /** All that was said of it, as `sayingOf` has it. */
  said: string[];
}

interface Judged extends GivenReceipt {
  standing: Standing | undefined;
  verdict: 'recorded' | 'duplicate' | Refusal;
}

interface Admitted extends Judged {
  standing: Standing;
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
      const standing = await this.standingOf(tx, subscriberId, given);
      // In order and in place, so that two receipts for one event in one batch build on each other.
      const judged = given.map((receipt) => judge(receipt, standing.get(receipt.eventId), now));
      await this.record(tx, subscriberId, judged.filter(isAdmitted), now);
      return judged.map(resultOf);
    });
  }

  private async standingOf(
    { manager }: Transaction,
    subscriberId: string,
    given: readonly GivenReceipt[],
  ): Promise<Map<string, Standing>> {
    const events = given.map(({ eventId }) => eventId);
    const locked = await this.obligations.lockByEvents(manager, subscriberId, events);
    // Read behind the locks: another request may have said more while this one waited for them.
    const said = await this.receipts.saidOf(
      manager,
      [...locked.values()].map(({ obligation }) => obligation.id),
    );
    return new Map(
      [...locked].map(([eventId, each]) => [
        eventId,
        { ...each, said: said.get(each.obligation.id) ?? [] },
      ]),
    );
  }

  private async record(
    tx: Transaction,
    subscriberId: string,
    admitted: readonly Admitted[],
    now: Date,
  ): Promise<void> {
    if (admitted.length === 0) return;
    await this.receipts.insert(
      tx.manager,
      admitted.map(({ standing, stage, appliedAt }) => ({
        obligationId: standing.obligation.id,
        stage,
        appliedAt,
      })),
      now,
    );
    await this.obligations.save(tx.manager, [
      ...new Set(admitted.map(({ standing }) => standing.obligation)),
    ]);
    await appendLedgerRows(
      tx.manager,
      admitted.map((each) => ledgerEntry(subscriberId, each, now)),
    );
    tx.afterCommit(() => this.looks.wake());
  }
}

function judge(receipt: GivenReceipt, standing: Standing | undefined, now: Date): Judged {
  return { ...receipt, standing, verdict: verdictOf(receipt, standing, now) };
}

function verdictOf(
  { stage, appliedAt }: GivenReceipt,
  standing: Standing | undefined,
  now: Date,
): Judged['verdict'] {
  if (!standing) return 'UNKNOWN_EVENT';
  const { obligation, said, probe, createdAt } = standing;
  if (appliedAt && appliedAt.getTime() > now.getTime() + CLOCK_SKEW) return 'IN_FUTURE';
  if (appliedAt && appliedAt.getTime() < createdAt.getTime() - EARLIEST_BEFORE) return 'TOO_EARLY';
  const evidence = { kind: 'receipt', stage, at: now, appliedAt } as const;
  const next = consider(obligation, evidence, probe).obligation;
  const saying = sayingOf({ stage, appliedAt });
  // What was said once, then something else, and now again is a correction.
  if (said.includes(saying) && !isMoved(obligation, next)) return 'duplicate';
  if (said.length >= RECEIPTS_PER_OBLIGATION) return 'TOO_MANY';
  said.push(saying);
  Object.assign(obligation, next);
  return 'recorded';
}

/** Another state, another claim, or another look: a claim repeated after a contradiction asks for one. */
function isMoved(before: Obligation, after: Obligation): boolean {
  return (
    before.state !== after.state ||
    before.claimedAt?.getTime() !== after.claimedAt?.getTime() ||
    before.nextLookAt?.getTime() !== after.nextLookAt?.getTime()
  );
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
