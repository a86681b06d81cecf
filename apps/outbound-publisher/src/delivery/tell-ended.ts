import { Logger } from '@nestjs/common';
import { needsPeople } from '../domain/push-outcome.js';
import type { EndedPush } from './ended-push.js';
import { observePush } from './metrics.js';

const logger = new Logger('DeliveryEngine');

/** Counts a push that has ended; one that did not arrive is logged, with all that is looked for by it. */
export function tellEnded(ended: EndedPush): void {
  const { deliveryId, streamId, subscriberId, queued, attempt, push, finishedAt } = ended;
  const { outcome, durationMs } = push;
  const name = outcome.kind === 'retry' ? outcome.reason : outcome.kind;
  observePush({ outcome: name, durationMs, eventId: queued.change.eventId, finishedAt });
  if (outcome.kind === 'delivered') return;
  const isUrgent = outcome.kind === 'nacked' || needsPeople(outcome.reason);
  logger[isUrgent ? 'warn' : 'log']({
    msg: 'a push did not arrive',
    deliveryId,
    correlationId: queued.change.decisionId ?? queued.change.listingId,
    eventId: queued.change.eventId,
    subscriberId,
    streamId,
    attempt,
    outcome: name,
    httpStatus: push.httpStatus,
    detail: push.detail,
    durationMs: Math.round(durationMs),
  });
}
