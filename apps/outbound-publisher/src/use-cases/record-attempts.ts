import { Injectable } from '@nestjs/common';
import { Clock } from '#bootstrap';
import { appendLedgerRows, type LedgerEntry } from '#ledger';
import { UnitOfWork } from '#messaging';
import type { Push } from '../delivery/push-sender.js';
import type { Evidence } from '../domain/evidence.js';
import { consider, isHistory, type Obligation } from '../domain/obligation.js';
import { NO_PROBE } from '../domain/probe-calendar.js';
import { nextAttemptAfterNack, nextAttemptAt } from '../domain/retry-schedule.js';
import {
  DeliveryStore,
  type ClaimedDelivery,
  type FinishedDelivery,
} from '../storage/delivery.store.js';
import { ObligationStore } from '../storage/obligation.store.js';

export interface Attempted {
  delivery: ClaimedDelivery;
  push: Push;
}

/** Failures in a row after which operations see the subscriber as unreachable (about 13 minutes). */
const UNREACHABLE_AFTER = 5;

/** Records what came of some attempts, all in one transaction, each fenced by its claim's token. */
@Injectable()
export class RecordAttempts {
  constructor(
    private readonly work: UnitOfWork,
    private readonly deliveries: DeliveryStore,
    private readonly obligations: ObligationStore,
    private readonly clock: Clock,
  ) {}

  async run(attempts: readonly Attempted[], random: () => number): Promise<void> {
    await this.work.run(async (tx) => {
      const now = this.clock.now();
      const ids = [...new Set(attempts.map(({ delivery }) => delivery.obligationId))];
      const locked = await this.obligations.lock(tx.manager, ids);
      const byId = new Map(locked.map((obligation) => [obligation.id, obligation]));
      await this.deliveries.finishAttempts(tx.manager, attempts.map(attemptOf), now);
      const ours = await this.deliveries.finish(
        tx.manager,
        attempts.map((attempted) => finishedOf(attempted, byId, now, random)),
      );
      const stillOurs = new Set(ours.map(keyOf));
      const entries: LedgerEntry[] = [];
      for (const attempted of attempts) {
        const obligation = byId.get(attempted.delivery.obligationId);
        if (!obligation || !stillOurs.has(keyOf(attempted.delivery))) continue;
        const evidence = evidenceOf(attempted, now);
        if (!evidence) continue;
        byId.set(obligation.id, consider(obligation, evidence, NO_PROBE).obligation);
        entries.push(...ledgerEntries(attempted, obligation, evidence));
      }
      await appendLedgerRows(tx.manager, entries);
      const changed = [...byId.values()].filter((obligation) => !locked.includes(obligation));
      await this.obligations.save(tx.manager, changed);
    });
  }
}

function evidenceOf({ delivery, push }: Attempted, at: Date): Evidence | null {
  switch (push.outcome.kind) {
    case 'delivered':
      return { kind: 'delivered', at };
    case 'nacked':
      return { kind: 'nacked', at };
    case 'retry':
      return delivery.attempt >= UNREACHABLE_AFTER ? { kind: 'attempts-failing', at } : null;
  }
}

function finishedOf(
  { delivery, push }: Attempted,
  obligations: ReadonlyMap<string, Obligation>,
  now: Date,
  random: () => number,
): FinishedDelivery {
  const { streamId, obligationId, token } = delivery;
  const obligation = obligations.get(obligationId);
  // A refused one must not hold a newer version back; that one says all that matters now.
  const overtaken = obligation !== undefined && isHistory(obligation);
  const kept = { streamId, obligationId, token, overtaken };
  switch (push.outcome.kind) {
    case 'delivered':
      return { ...kept, state: 'delivered', nextAttemptAt: now };
    case 'nacked': {
      const state = overtaken ? 'passed_over' : 'nacked';
      return { ...kept, state, nextAttemptAt: nextAttemptAfterNack(now, random()) };
    }
    case 'retry': {
      if (push.outcome.reason === 'interrupted')
        return { ...kept, state: 'pending', nextAttemptAt: now };
      const { retryAfter } = push.outcome;
      const { attempt: attempts, applyBy } = delivery;
      return {
        ...kept,
        state: 'pending',
        nextAttemptAt: nextAttemptAt({ attempts, now, applyBy, retryAfter, random: random() }),
      };
    }
  }
}

function attemptOf({ delivery, push }: Attempted) {
  const { outcome, httpStatus, detail } = push;
  return {
    id: delivery.id,
    outcome: outcome.kind === 'retry' ? outcome.reason : outcome.kind,
    httpStatus,
    detail,
  };
}

/** Ends of deliveries; a failure that is tried again is in its attempt's row alone. */
function ledgerEntries(
  { delivery, push }: Attempted,
  obligation: Obligation,
  evidence: Evidence,
): LedgerEntry[] {
  if (evidence.kind !== 'delivered' && evidence.kind !== 'nacked') return [];
  const { id: deliveryId, obligationId, subscriberId, streamId } = delivery;
  const { eventId, version, attempt } = delivery;
  return [
    {
      at: evidence.at,
      actor: 'outbound-publisher',
      action: `delivery.${evidence.kind}`,
      subject: delivery.listingId,
      courtCode: obligation.courtCode,
      detail: {
        ...{ deliveryId, obligationId, subscriberId, streamId },
        ...{ eventId, version, attempt, httpStatus: push.httpStatus },
      },
    },
  ];
}

function keyOf({ streamId, obligationId }: { streamId: string; obligationId: string }): string {
  return `${streamId} ${obligationId}`;
}
