import type { Deadline } from '../deadlines/deadline-for.js';
import type { Push } from './channel-sender.js';
import type { QueuedPush } from './queued-push.js';

/** One attempt that has ended, and what it was an attempt of. */
export interface EndedPush {
  deliveryId: string;
  streamId: string;
  subscriberId: string;
  /** Only the newest state of a listing is sent: what was overtaken is not tried again. */
  onlyNewest: boolean;
  queued: QueuedPush;
  /** This one included. */
  attempt: number;
  startedAt: Date;
  finishedAt: Date;
  deadline: Deadline;
  push: Push;
}

/** A push that was not tried: it has to wait behind an older version, or is needless by now. */
export interface UntriedPush {
  streamId: string;
  subscriberId: string;
  queued: Pick<QueuedPush, 'obligationId' | 'aggregateId' | 'version' | 'offset'>;
}

/** We broke it off ourselves, or it never went out: it stays where it was. */
export function wasInterrupted({ push: { outcome } }: EndedPush): boolean {
  return outcome.kind === 'retry' && outcome.reason === 'interrupted';
}
