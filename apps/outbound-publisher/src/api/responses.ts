import type { FindSubscribers } from '../use-cases/find-subscribers.js';

type Found = Awaited<ReturnType<FindSubscribers['byId']>>;

/** A subscriber as it is shown: no secret is among its fields. */
export function subscriberResponse(subscriber: Found['subscriber']) {
  const { id, name, type, contract, contractVersion, enabledAt } = subscriber;
  return { id, name, type, contract, contractVersion, enabledAt };
}

/** A stream as it is shown; its signing secret was shown once, when it was opened. */
export function streamResponse(stream: Found['streams'][number]) {
  const { id, subscriberId, channel, status, url, keyId, deliveredOffset, createdAt } = stream;
  const own = channel === 'webhook' ? { url, keyId } : { deliveredOffset };
  return { id, subscriber: subscriberId, channel, status, ...own, createdAt };
}
