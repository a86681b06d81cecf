import {
  Injectable,
  Logger,
  type OnModuleDestroy,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { ClaimedDelivery } from '../storage/delivery.store.js';
import { ClaimDeliveries, LEASE_MS } from '../use-cases/claim-deliveries.js';
import { attemptsByOutcome, pushSeconds } from './metrics.js';
import { OutcomeBatch } from './outcome-batch.js';
import { PUSH_TIMEOUT_MS, PushSender, type Push } from './push-sender.js';

/** In flight at once: in all, on one stream, and on a stream whose last push failed. */
const IN_FLIGHT = 512;
const IN_FLIGHT_PER_STREAM = 8;
const IN_FLIGHT_WHEN_FAILING = 1;

/** Catches what no wake-up announced: another process's leases, a lost wake-up. */
const SAFETY_POLL_MS = 2_000;
const SHORTEST_NAP_MS = 5;
/** Pushes that are under way when we stop may end by themselves for this long. */
const GRACE_MS = 3_000;

/**
 * Pushes what is due: claim (a short transaction), send (outside any), record (batched). Streams do
 * not wait for each other, and what is in memory is bounded by what is in flight, never by the backlog.
 */
@Injectable()
export class DeliveryEngine implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(DeliveryEngine.name);
  private readonly inFlight = new Set<Promise<void>>();
  private readonly byStream = new Map<string, number>();
  private readonly failing = new Set<string>();
  private readonly stopping = new AbortController();
  private started = false;
  private awake = false;
  private turning: Promise<void> | undefined;
  private nap: NodeJS.Timeout | undefined;
  /** Claims never overlap: `drain` and the loop take turns. */
  private claiming: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly claims: ClaimDeliveries,
    private readonly sender: PushSender,
    private readonly outcomes: OutcomeBatch,
  ) {}

  onApplicationBootstrap(): void {
    this.started = true;
    this.wake();
  }

  /** Something may have become due: looks at once. Cheap, and safe to call at any time. */
  wake(): void {
    this.awake = true;
    if (!this.started || this.turning || this.stopping.signal.aborted) return;
    clearTimeout(this.nap);
    this.turning = this.turn().finally(() => {
      this.turning = undefined;
      if (this.awake) this.wake();
    });
  }

  /** Pushes everything that is due now, and what becomes due by it; for tests and shutdown. */
  async drain(): Promise<void> {
    for (;;) {
      const { claimed, wasIdle } = await this.claimAndSend();
      // What ended while we claimed may have let a newer version go.
      if (claimed === 0 && wasIdle) return;
      await Promise.all(this.inFlight);
    }
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop();
  }

  /** Claims nothing more, gives requests a moment to end, then frees what is left for another process. */
  async stop(): Promise<void> {
    this.started = false;
    clearTimeout(this.nap);
    await this.turning;
    const grace = setTimeout(() => this.stopping.abort(), GRACE_MS);
    await Promise.all(this.inFlight);
    clearTimeout(grace);
  }

  private async turn(): Promise<void> {
    try {
      while (this.awake && this.started) {
        this.awake = false;
        // What a limit left behind is claimed when a request ends, which wakes us.
        await this.claimAndSend();
      }
      await this.sleepUntilDue();
    } catch (error) {
      this.logger.error({ msg: 'deliveries could not be claimed', err: error });
      this.sleep(SAFETY_POLL_MS);
    }
  }

  private async claimAndSend(): Promise<{ claimed: number; wasIdle: boolean }> {
    const turn = this.claiming.then(async () => {
      const wasIdle = this.inFlight.size === 0;
      const room = IN_FLIGHT - this.inFlight.size;
      if (room <= 0) return { claimed: 0, wasIdle };
      const busy = [...this.byStream.keys()].filter((streamId) => this.roomOf(streamId) <= 0);
      // Before the claim: leases count from its start, however long it takes.
      const sendBy = performance.now() + LEASE_MS - PUSH_TIMEOUT_MS;
      const claimed = await this.claims.run(busy, (streamId) => this.roomOf(streamId), room);
      for (const delivery of claimed) this.send(delivery, sendBy);
      return { claimed: claimed.length, wasIdle };
    });
    this.claiming = turn.catch(() => undefined);
    return turn;
  }

  private roomOf(streamId: string): number {
    const limit = this.failing.has(streamId) ? IN_FLIGHT_WHEN_FAILING : IN_FLIGHT_PER_STREAM;
    // A stream may begin to fail with more under way than it then has room for.
    return Math.max(0, limit - (this.byStream.get(streamId) ?? 0));
  }

  private send(delivery: ClaimedDelivery, sendBy: number): void {
    this.byStream.set(delivery.streamId, (this.byStream.get(delivery.streamId) ?? 0) + 1);
    const sending = this.sendAndRecord(delivery, sendBy).finally(() => {
      this.inFlight.delete(sending);
      this.leave(delivery.streamId);
      this.wake();
    });
    this.inFlight.add(sending);
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

  private async sleepUntilDue(): Promise<void> {
    this.sleep((await this.claims.nextDueWithin(SAFETY_POLL_MS)) ?? SAFETY_POLL_MS);
  }

  private sleep(milliseconds: number): void {
    clearTimeout(this.nap);
    if (!this.started) return;
    this.nap = setTimeout(() => this.wake(), Math.max(milliseconds, SHORTEST_NAP_MS));
  }
}

const INTERRUPTED: Push = {
  outcome: { kind: 'retry', reason: 'interrupted', retryAfter: null },
  httpStatus: null,
  detail: 'the lease ended before the request could start',
  durationMs: 0,
};
