import type { EndedPush, UntriedPush } from '../delivery/ended-push.js';
import type { AvailableObligation, EndedAttempt } from '../storage/outcome.store.js';
import type { WaitingPush } from '../storage/waiting-push.store.js';

export function waitingRow(each: EndedPush, dueAt: Date): WaitingPush {
  const { streamId, subscriberId, queued, attempt, startedAt, push } = each;
  const { obligationId, aggregateId, version, offset, lane } = queued;
  const stays = lane === 'first' ? 'retry' : lane;
  return {
    ...{ streamId, subscriberId, obligationId, aggregateId, version, offset },
    lane: push.outcome.kind === 'nacked' ? 'nacked' : stays,
    attempts: attempt,
    firstAttemptAt: startedAt,
    dueAt,
  };
}

export function behindRow({ streamId, subscriberId, queued }: UntriedPush): WaitingPush {
  const { obligationId, aggregateId, version, offset } = queued;
  return {
    ...{ streamId, subscriberId, obligationId, aggregateId, version, offset },
    ...{ lane: 'retry', attempts: 0, firstAttemptAt: null, dueAt: null },
  };
}

export function availableOf({ queued, startedAt, deadline, push }: EndedPush): AvailableObligation {
  const isDelivered = push.outcome.kind === 'delivered';
  return { id: queued.obligationId, at: startedAt, deadline, isDelivered };
}

export function attemptOf(each: EndedPush): EndedAttempt {
  const { deliveryId, streamId, queued, attempt, startedAt, finishedAt, push } = each;
  const { outcome, httpStatus, detail, answer } = push;
  return {
    ...{ id: deliveryId, streamId, obligationId: queued.obligationId, offset: queued.offset },
    ...{ attempt, startedAt, finishedAt, httpStatus, detail, answer },
    outcome: outcome.kind === 'retry' ? outcome.reason : outcome.kind,
  };
}
