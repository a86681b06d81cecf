import type { PushStream } from '../storage/lease.store.js';
import type { PushTarget } from './channel-sender.js';

/** Where a stream's pushes go now; what it was before, where that has not changed. */
export function targetAfter(before: PushTarget | null, stream: PushStream): PushTarget {
  return before && isSame(before, stream) ? before : targetOf(stream);
}

function targetOf(stream: PushStream): PushTarget {
  const { id, subscriberId, channel, url, topic, sealedSecret } = stream;
  const { previousSealedSecret, previousSecretUntil, maxInFlight } = stream;
  return {
    ...{ streamId: id, subscriberId, channel, url, topic, sealedSecret },
    ...{ previousSealedSecret, previousSecretUntil, maxInFlight },
  };
}

function isSame(one: PushTarget, other: PushStream): boolean {
  return (
    one.url === other.url &&
    one.topic === other.topic &&
    one.maxInFlight === other.maxInFlight &&
    isSameSecret(one.sealedSecret, other.sealedSecret) &&
    isSameSecret(one.previousSealedSecret, other.previousSealedSecret) &&
    one.previousSecretUntil?.getTime() === other.previousSecretUntil?.getTime()
  );
}

function isSameSecret(one: Buffer | null, other: Buffer | null): boolean {
  return one === other || (one !== null && other !== null && one.equals(other));
}
