import {
  Injectable,
  Logger,
  type OnModuleDestroy,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { ClaimedDelivery } from '../storage/delivery.store.js';
import { ClaimDeliveries, LEASE_MS } from '../use-cases/claim-deliveries.js';
import { DueWorkLoop } from '../due-work/due-work-loop.js';
import { attemptsByOutcome, pushSeconds } from './metrics.js';
import type { OfferedChange } from './offered.js';
import { OutcomeBatch } from './outcome-batch.js';
import { PUSH_TIMEOUT_MS, PushSender, type Push } from './push-sender.js';

/** In flight at once: in all, on one stream, and on a stream whose last push failed. */
const IN_FLIGHT = 512;
const IN_FLIGHT_PER_STREAM = 8;
const IN_FLIGHT_WHEN_FAILING = 1;

/** Pushes that are under way when we stop may end by themselves for this long. */
const GRACE_MS = 3_000;

/**
 * Pushes what is due: claim (a short transaction), send (outside any), record (batched). Streams do
 * not wait for each other, and what is in memory is bounded by what is in flight, never by the backlog.
 */
@Injectable()
export class DeliveryEngine implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(DeliveryEngine.name);
  private readonly byStream = new Map<string, number>();
  private readonly failing = new Set<string>();
  private readonly stopping = new AbortController();
  private readonly loop = new DueWorkLoop({
    claim: () => this.claimAndSend(),
    // What a limit left behind is claimed when a request ends, which wakes the loop.
    claimsAgain: false,
    nextDueWithin: (horizonMs) => this.claims.nextDueWithin(horizonMs),
    onClaimFailed: (err) => this.logger.error({ msg: 'deliveries could not be claimed', err }),
  });

  constructor(
    private readonly claims: ClaimDeliveries,
    private readonly sender: PushSender,
    private readonly outcomes: OutcomeBatch,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.begin();
  }

  /** Something may have become due: looks at once. Cheap, and safe to call at any time. */
  wake(): void {
    this.loop.wake();
  }

  /** Changes that were just taken in, in the order of their commits; who pushes them need not read them back. */
  offer(changes: readonly OfferedChange[]): void {
    if (changes.length > 0) this.wake();
  }

  /** Pushes everything that is due now, and what becomes due by it; for tests and shutdown. */
  drain(): Promise<void> {
    return this.loop.drain();
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop();
  }

  /** Claims nothing more, gives requests a moment to end, then frees what is left for another process. */
  async stop(): Promise<void> {
    await this.loop.end();
    const grace = setTimeout(() => this.stopping.abort(), GRACE_MS);
    await this.loop.settled();
    clearTimeout(grace);
  }

  private async claimAndSend(): Promise<number> {
    const room = IN_FLIGHT - this.loop.inFlight;
    if (room <= 0) return 0;
    const busy = [...this.byStream.keys()].filter((streamId) => this.roomOf(streamId) <= 0);
    // Before the claim: leases count from its start, however long it takes.
    const sendBy = performance.now() + LEASE_MS - PUSH_TIMEOUT_MS;
    const claimed = await this.claims.run(busy, (streamId) => this.roomOf(streamId), room);
    for (const delivery of claimed) this.send(delivery, sendBy);
    return claimed.length;
  }

  private roomOf(streamId: string): number {
    const limit = this.failing.has(streamId) ? IN_FLIGHT_WHEN_FAILING : IN_FLIGHT_PER_STREAM;
    // A stream may begin to fail with more under way than it then has room for.
    return Math.max(0, limit - (this.byStream.get(streamId) ?? 0));
  }

  private send(delivery: ClaimedDelivery, sendBy: number): void {
    this.byStream.set(delivery.streamId, (this.byStream.get(delivery.streamId) ?? 0) + 1);
    this.loop.start(this.sendAndRecord(delivery, sendBy), () => this.leave(delivery.streamId));
  }

  private async sendAndRecord(delivery: ClaimedDelivery, sendBy: number): Promise<void> {
    // A process that was frozen past its lease must not start what another one has taken over.
    const push =
      performance.now() > sendBy
        ? INTERRUPTED
        : await this.sender.push(delivery, this.stopping.signal);
    this.observe(delivery, push);
    await this.outcomes.add({ delivery, push });
  }

  private observe(delivery: ClaimedDelivery, push: Push): void {
    const failed = push.outcome.kind === 'retry';
    if (failed) this.failing.add(delivery.streamId);
    else this.failing.delete(delivery.streamId);
    const outcome = push.outcome.kind === 'retry' ? push.outcome.reason : push.outcome.kind;
    attemptsByOutcome.inc({ outcome });
    pushSeconds.observe(push.durationMs / 1000);
    const line = {
      msg: 'delivery attempted',
      deliveryId: delivery.id,
      correlationId: delivery.decisionId ?? delivery.listingId,
      eventId: delivery.eventId,
      subscriberId: delivery.subscriberId,
      streamId: delivery.streamId,
      attempt: delivery.attempt,
      outcome,
      httpStatus: push.httpStatus,
      detail: push.detail,
      durationMs: Math.round(push.durationMs),
    };
    if (outcome === 'auth' || outcome === 'nacked') this.logger.warn(line);
    else this.logger.log(line);
  }

  private leave(streamId: string): void {
    const left = (this.byStream.get(streamId) ?? 1) - 1;
    if (left > 0) this.byStream.set(streamId, left);
    else this.byStream.delete(streamId);
  }
}

const INTERRUPTED: Push = {
  outcome: { kind: 'retry', reason: 'interrupted', retryAfter: null },
  httpStatus: null,
  detail: 'the lease ended before the request could start',
  durationMs: 0,
};
