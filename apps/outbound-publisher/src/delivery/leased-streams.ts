import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { Clock } from '#bootstrap';
import type { Lease, PushStream } from '../storage/lease.store.js';
import type { DonePush, PushStore } from '../storage/push.store.js';
import { LEASE_MS, type TakeLeases } from '../use-cases/take-leases.js';
import { StreamRunner } from './stream-runner.js';

/** A start must reach the network while the lease still holds. */
const LEASE_MARGIN_MS = 500;
/** Pushes in memory that the streams share, whatever their backlog. */
const IN_MEMORY = 16_000;
const MOST_PER_STREAM = 1_024;
const FEWEST_PER_STREAM = 32;
const NONE: readonly StreamRunner[] = [];

/** The streams that this process leases, what the database said of them last, and which of them are on hold. */
export class LeasedStreams {
  private readonly logger = new Logger('DeliveryEngine');
  /** Who holds leases: one per process and life. */
  readonly processId = randomUUID();
  epoch = 1;
  /** Nothing more is started or read. */
  isClosed = false;
  private readonly runners = new Map<string, StreamRunner>();
  private readonly bySubscriber = new Map<string, readonly StreamRunner[]>();
  /** Subscribers some stream of whom another process pushes: it is told what we take in. */
  private pushedElsewhere: ReadonlySet<string> = new Set();
  /** By this process's own clock; nothing is started after it. */
  private leaseEnds = 0;
  /** Streams that were put on hold, and after how many such wishes: a turn that began before knows nothing of it. */
  private readonly holds = new Map<string, number>();
  private wishes = 0;
  readonly leaseHolds = (): boolean => performance.now() < this.leaseEnds;

  constructor(
    private readonly leases: TakeLeases,
    private readonly pushes: PushStore,
    private readonly clock: Clock,
  ) {}

  get all(): Iterable<StreamRunner> {
    return this.runners.values();
  }

  get subscribers(): Iterable<string> {
    return this.bySubscriber.keys();
  }

  of(subscriberId: string): readonly StreamRunner[] {
    return this.bySubscriber.get(subscriberId) ?? NONE;
  }

  isPushedElsewhere(subscriberId: string): boolean {
    return this.pushedElsewhere.has(subscriberId);
  }

  holdsStill(runner: StreamRunner): boolean {
    return this.runners.get(runner.id) === runner;
  }

  get mayStart(): boolean {
    return !this.isClosed && this.leaseHolds();
  }

  /** How many pushes one stream may have in memory. */
  get room(): number {
    const share = Math.floor(IN_MEMORY / Math.max(1, this.runners.size));
    return Math.max(FEWEST_PER_STREAM, Math.min(MOST_PER_STREAM, share));
  }

  /** No push of this stream starts from here on, until a turn that begins later has looked at its status. */
  hold(streamId: string): void {
    this.holds.set(streamId, ++this.wishes);
    const runner = this.runners.get(streamId);
    if (runner) runner.isOpen = false;
  }

  /**
   * One turn at the leases: what is ours from now on, what no longer is, and how each stands.
   * @returns whether it had to wait for so long that the lease was over when it came back.
   */
  async renew(): Promise<boolean> {
    const began = performance.now();
    try {
      await this.takeTurn(began);
    } catch (error) {
      this.logger.error({ msg: 'no turn at the leases', err: error });
    }
    return this.leaseEnds > began && !this.leaseHolds();
  }

  abandon(runner: StreamRunner): void {
    runner.isOpen = false;
    clearTimeout(runner.timer);
    if (!this.holdsStill(runner)) return;
    this.runners.delete(runner.id);
    const { subscriberId } = runner.stream;
    const others = this.of(subscriberId).filter((each) => each !== runner);
    if (others.length > 0) this.bySubscriber.set(subscriberId, others);
    else this.bySubscriber.delete(subscriberId);
  }

  /** This process ends: others may take its streams at once. */
  async leave(): Promise<void> {
    await this.leases.leave(this.processId).catch(() => undefined);
  }

  private async takeTurn(began: number): Promise<void> {
    const known = this.wishes;
    const held = new Map([...this.runners].map(([id, { token }]) => [id, token]));
    const asked = new Map([...this.runners].map(([id, runner]) => [id, askedOf(runner)]));
    const turn = await this.leases.run(this.processId, held, (id) => this.comesToRest(id));
    const { streams, taken, leaving, hasOthers } = turn;
    this.epoch = turn.epoch;
    this.pushedElsewhere = new Set(
      streams
        .filter(({ isHeld, owner }) => hasOthers && isHeld && owner !== this.processId)
        .map(({ subscriberId }) => subscriberId),
    );
    this.leaseEnds = began + LEASE_MS - LEASE_MARGIN_MS;
    const byId = new Map(streams.map((stream) => [stream.id, stream]));
    for (const [id, place] of this.holds) if (place <= known) this.holds.delete(id);
    for (const runner of [...this.runners.values()]) {
      this.review(runner, byId.get(runner.id), asked.get(runner.id));
      runner.isLeaving = leaving.has(runner.id);
    }
    const done = await this.pushes.doneBeyond(taken);
    for (const lease of taken) {
      const stream = byId.get(lease.streamId);
      if (stream) this.adopt(stream, lease, done.get(lease.streamId) ?? []);
    }
  }

  /** Whether a stream can be given back; then nothing more is started here, be it in the same moment. */
  private comesToRest(streamId: string): boolean {
    const runner = this.runners.get(streamId);
    if (!runner) return true;
    runner.isLeaving ||= runner.isAtRest;
    return runner.isAtRest;
  }

  /** What the database says of a stream that we hold. */
  private review(
    runner: StreamRunner,
    stream: PushStream | undefined,
    asked: Asked | undefined,
  ): void {
    if (stream?.owner !== this.processId || stream.token !== runner.token) {
      this.abandon(runner);
      return;
    }
    runner.update(stream);
    runner.isOpen = stream.status === 'enabled' && !this.holds.has(runner.id);
    // What was kept while we asked is not in the answer.
    runner.hasWaiting = stream.hasWaiting || runner.turns !== asked?.turns || runner.unrecorded > 0;
    const { endpoint } = runner;
    const isForgotten = stream.breaker === null && stream.pausedUntil === null;
    if (asked?.wasTroubleKnown && endpoint.isTroubleKnown && isForgotten) endpoint.forgetTrouble();
    const due = stream.nextDueAt?.getTime();
    // Those in memory are due, and may have to wait for room; the rest is read when they have ended.
    if (due !== undefined && runner.waitingInMemory.size === 0)
      runner.nextDueAt = Math.min(due, runner.nextDueAt ?? due);
  }

  private adopt(stream: PushStream, lease: Lease, done: readonly DonePush[]): void {
    const runner = new StreamRunner(stream, lease, done, this.clock.now().getTime());
    this.runners.set(runner.id, runner);
    runner.isOpen &&= !this.holds.has(runner.id);
    const { subscriberId } = stream;
    this.bySubscriber.set(subscriberId, [...this.of(subscriberId), runner]);
  }
}

/** What was known of a stream when the database was asked about it. */
interface Asked {
  turns: number;
  wasTroubleKnown: boolean;
}

function askedOf({ turns, endpoint }: StreamRunner): Asked {
  return { turns, wasTroubleKnown: endpoint.isTroubleKnown };
}
