import { randomUUID } from 'node:crypto';
import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { Clock } from '#bootstrap';
import { newId } from '#contracts';
import { needsPeople } from '../domain/push-outcome.js';
import type { Lease, PushStream } from '../storage/lease.store.js';
import { PushStore, type DonePush } from '../storage/push.store.js';
import { KeepBreaker } from '../use-cases/keep-breaker.js';
import type { EndedPush } from '../use-cases/record-outcomes.js';
import { LEASE_MS, TakeLeases } from '../use-cases/take-leases.js';
import { WakeUps, type Woken } from '../storage/wake-ups.js';
import { Channels } from './channels.js';
import { observePush } from './metrics.js';
import type { OfferedChange } from './offered.js';
import { OutcomeBatch } from './outcome-batch.js';
import { PushLoader } from './push-loader.js';
import type { PushedChange, QueuedPush } from './queued-push.js';
import { StreamRunner } from './stream-runner.js';

/** A process says three times per lease that it lives. */
const TURN_MS = LEASE_MS / 3;
/** Requests in flight that the streams share; each may always have one. */
const IN_FLIGHT = 256;
/** Pushes in memory that the streams share, whatever their backlog. */
const IN_MEMORY = 16_000;
const MOST_PER_STREAM = 1_024;
const FEWEST_PER_STREAM = 32;
/** Outcomes that wait for the database; beyond that nothing new is sent. */
const MOST_UNRECORDED = 4_096;
/** Pushes that are under way when we stop may end by themselves for this long. */
const GRACE_MS = 3_000;
/** A start must reach the network while the lease still holds. */
const LEASE_MARGIN_MS = 500;

/**
 * Pushes what is owed. This process leases whole streams; each has a bounded part of its backlog in
 * memory, handed over by intake or read from the obligations, and is pushed at its own pace: streams
 * do not wait for each other. Outcomes are recorded in batches.
 */
@Injectable()
export class DeliveryEngine implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(DeliveryEngine.name);
  /** Who holds leases: one per process and life. */
  readonly processId = randomUUID();
  private readonly stopping = new AbortController();
  private readonly runners = new Map<string, StreamRunner>();
  private readonly bySubscriber = new Map<string, StreamRunner[]>();
  private epoch = 1;
  /** Subscribers some stream of whom another process pushes: it is told what we take in. */
  private pushedElsewhere: ReadonlySet<string> = new Set();
  private isRunning = false;
  private isStopped = false;
  /** By this process's own clock; nothing is started after it. */
  private leaseEnds = 0;
  private turning: Promise<void> | undefined;
  private turnAgain = false;
  private turnTimer: NodeJS.Timeout | undefined;
  private loading: Promise<void> | undefined;
  private loadAgainAt = 0;
  private inFlight = 0;
  /** Streams that have a push under way. */
  private pushing = 0;
  /** Probes, and what is written down of receivers in trouble. */
  private readonly errands = new Set<Promise<void>>();
  /** Streams that were put on hold, and after how many such wishes: a turn that began before knows nothing of it. */
  private readonly holds = new Map<string, number>();
  private held = 0;
  private onIdle: (() => void)[] = [];
  /** Too many outcomes wait for the database. */
  private isHeldUp = false;
  private readonly leaseHolds = (): boolean => performance.now() < this.leaseEnds;
  private unhear: () => void = () => undefined;

  constructor(
    private readonly leases: TakeLeases,
    private readonly pushes: PushStore,
    private readonly loader: PushLoader,
    private readonly channels: Channels,
    private readonly outcomes: OutcomeBatch,
    private readonly keepBreaker: KeepBreaker,
    private readonly wakeUps: WakeUps,
    private readonly clock: Clock,
  ) {
    outcomes.onRecorded = (runners, lost) => this.afterRecording(runners, lost);
  }

  onApplicationBootstrap(): void {
    this.isRunning = true;
    this.unhear = this.wakeUps.onWake((woken) => this.hear(woken));
    this.wake();
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop();
  }

  /** Something about streams or waiting pushes has changed: looks at once. Cheap, safe at any time. */
  wake(): void {
    if (this.isStopped) return;
    if (this.turning) this.turnAgain = true;
    else if (this.isRunning) void this.turn().catch(() => undefined);
  }

  /** No push of this stream starts from here on, until the engine has looked at its status again. */
  hold(streamId: string): void {
    this.holds.set(streamId, ++this.held);
    const runner = this.runners.get(streamId);
    if (runner) runner.isOpen = false;
  }

  /** Changes that were just taken in, in the order of their commits; who pushes them need not read them back. */
  offer(changes: readonly OfferedChange[]): void {
    const touched = new Set<StreamRunner>();
    const elsewhere = new Set<string>();
    for (const offered of changes) {
      const change = changeOf(offered);
      let isWanted = false;
      for (const { id, subscriberId, offset } of offered.obligations) {
        if (this.pushedElsewhere.has(subscriberId)) elsewhere.add(subscriberId);
        for (const runner of this.bySubscriber.get(subscriberId) ?? []) {
          if (offset <= runner.window.end) continue;
          if (!this.takes(runner, offset)) {
            runner.isBehind = true;
          } else {
            runner.queue(queuedOf(offered, change, id, offset));
            isWanted = true;
          }
          touched.add(runner);
        }
      }
      if (isWanted) this.loader.keep(change);
    }
    for (const runner of touched) this.pump(runner);
    this.load();
    if (elsewhere.size > 0) this.wakeUps.announce(elsewhere);
  }

  /** Another process has taken something in. */
  private hear(woken: Woken): void {
    const ids = woken === 'all' ? this.bySubscriber.keys() : woken;
    for (const id of ids) {
      for (const runner of this.bySubscriber.get(id) ?? []) runner.isBehind = true;
    }
    this.load();
  }

  /** Pushes everything that is due now, and what becomes due by it; for tests and shutdown. */
  async drain(): Promise<void> {
    for (;;) {
      await this.turn();
      if (await this.hasSettled()) return;
    }
  }

  /** Starts nothing more, gives requests a moment to end, and leaves what is left to another process. */
  async stop(): Promise<void> {
    if (this.isStopped) return;
    this.isStopped = true;
    this.isRunning = false;
    this.unhear();
    clearTimeout(this.turnTimer);
    for (const runner of this.runners.values()) clearTimeout(runner.timer);
    await this.turning?.catch(() => undefined);
    const grace = setTimeout(() => this.stopping.abort(), GRACE_MS);
    await Promise.all([this.idle(), this.loading, ...this.errands]);
    clearTimeout(grace);
    this.outcomes.stop();
    await this.outcomes.settled();
    await this.leases.leave(this.processId).catch(() => undefined);
  }

  /** A process that dies without a word; for tests. Others find out when its lease ends. */
  abandon(): void {
    this.isStopped = true;
    this.isRunning = false;
    this.unhear();
    clearTimeout(this.turnTimer);
    for (const runner of [...this.runners.values()]) this.abandonRunner(runner);
    this.stopping.abort();
  }

  /** Looks at leases, settings and what waits, and then loads and pushes. Turns do not overlap. */
  private turn(): Promise<void> {
    const run = async (): Promise<void> => {
      clearTimeout(this.turnTimer);
      do {
        this.turnAgain = false;
        await this.takeTurn();
      } while (this.turnAgain && !this.isStopped);
    };
    const before = this.turning ?? Promise.resolve();
    const turning = before
      .catch(() => undefined)
      .then(run)
      .finally(() => {
        if (this.turning !== turning) return;
        this.turning = undefined;
        if (this.isRunning) this.turnTimer = setTimeout(() => this.wake(), TURN_MS);
      });
    this.turning = turning;
    return turning;
  }

  private async takeTurn(): Promise<void> {
    if (this.isStopped) return;
    const began = performance.now();
    const known = this.held;
    try {
      const held = new Map([...this.runners].map(([id, { token }]) => [id, token]));
      const asked = new Map([...this.runners].map(([id, runner]) => [id, askedOf(runner)]));
      const { epoch, streams, taken, leaving, hasOthers } = await this.leases.run(
        this.processId,
        held,
        (id) => this.comesToRest(id),
      );
      this.epoch = epoch;
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
    } catch (error) {
      this.logger.error({ msg: 'no turn at the leases', err: error });
    }
    // A turn that had to wait for long comes back with a lease that is over.
    if (this.leaseEnds > began && !this.leaseHolds()) this.turnAgain = true;
    for (const runner of this.runners.values()) this.attend(runner);
    this.load();
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
      this.abandonRunner(runner);
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
    const { subscriberId } = runner.stream;
    this.bySubscriber.set(subscriberId, [...(this.bySubscriber.get(subscriberId) ?? []), runner]);
  }

  private abandonRunner(runner: StreamRunner): void {
    runner.isOpen = false;
    clearTimeout(runner.timer);
    if (this.runners.get(runner.id) !== runner) return;
    this.runners.delete(runner.id);
    const { subscriberId } = runner.stream;
    const others = (this.bySubscriber.get(subscriberId) ?? []).filter((each) => each !== runner);
    if (others.length > 0) this.bySubscriber.set(subscriberId, others);
    else this.bySubscriber.delete(subscriberId);
  }

  /** Whether the offset just taken in follows what is in memory, and there is room for it. */
  private takes(runner: StreamRunner, offset: number): boolean {
    return (
      !runner.isBehind &&
      !runner.isLoading &&
      !runner.hasWaiting &&
      offset === runner.window.end + 1 &&
      runner.hasRoom(this.roomInMemory)
    );
  }

  private get roomInMemory(): number {
    const share = Math.floor(IN_MEMORY / Math.max(1, this.runners.size));
    return Math.max(FEWEST_PER_STREAM, Math.min(MOST_PER_STREAM, share));
  }

  /** Reads on for every stream that has come to the end of what it has in memory. */
  private load(): void {
    if (this.loading || this.isStopped || performance.now() < this.loadAgainAt) return;
    const room = this.roomInMemory;
    const now = this.clock.now().getTime();
    const wanting = [...this.runners.values()].filter(
      (runner) =>
        runner.letsThrough &&
        ((runner.isBehind && runner.hasRoom(room / 2)) ||
          (runner.hasWaiting && (runner.nextDueAt ?? Infinity) <= now)),
    );
    if (wanting.length === 0) return;
    this.loading = this.loader
      .load(wanting, room, this.outcomes)
      .then(
        () => undefined,
        (error: unknown) => {
          this.logger.error({ msg: 'pushes could not be read', err: error });
          // A database that is away is asked again at the next turn, and not before.
          this.loadAgainAt = performance.now() + TURN_MS / 2;
        },
      )
      .then(() => {
        this.loading = undefined;
        for (const runner of wanting) this.attend(runner);
        this.load();
        this.noteIdle();
      });
  }

  /** Everything that may let this stream go on. */
  private attend(runner: StreamRunner): void {
    const due = runner.probeDueAt;
    const isDue = due !== null && due <= this.clock.now().getTime();
    if (isDue && !this.isStopped && this.leaseHolds()) this.probe(runner);
    this.pump(runner);
  }

  /** Starts as many pushes of a stream as may go now. */
  private pump(runner: StreamRunner): void {
    const { window } = runner;
    while (runner.letsThrough && window.hasReady && this.mayStart()) {
      const now = this.clock.now();
      const pushing = this.pushing + (runner.inFlight === 0 ? 1 : 0);
      const share = Math.max(1, Math.floor(IN_FLIGHT / pushing));
      const room = Math.min(
        runner.endpoint.pace.room(now.getTime(), runner.inFlight),
        share - runner.inFlight,
      );
      if (room <= 0) break;
      const queued = window.start();
      if (!queued) break;
      runner.endpoint.pace.started(now.getTime());
      this.start(runner, queued, now);
    }
    this.setTimer(runner);
  }

  private mayStart(): boolean {
    if (this.outcomes.size >= MOST_UNRECORDED) this.isHeldUp = true;
    return !this.isStopped && !this.isHeldUp && this.leaseHolds();
  }

  private start(runner: StreamRunner, queued: QueuedPush, startedAt: Date): void {
    if (runner.inFlight++ === 0) this.pushing++;
    this.inFlight++;
    const deliveryId = newId('dlv');
    const deadline = runner.deadlineAt(startedAt);
    const attempt = queued.attempts + 1;
    const { change } = queued;
    void this.channels
      .of(runner.target)
      .push(
        {
          target: runner.target,
          deliveryId,
          eventId: change.eventId,
          bytes: change.bytes,
          jws: change.jws,
          traceparent: change.traceparent,
          partitionKey: queued.aggregateId,
          offset: queued.offset,
          epoch: this.epoch,
          attempt,
          applyBy: queued.applyBy ?? deadline.applyBy,
          mayStart: this.leaseHolds,
        },
        this.stopping.signal,
      )
      .then((push) => {
        if (--runner.inFlight === 0) this.pushing--;
        this.inFlight--;
        this.ended(runner, {
          ...{ deliveryId, streamId: runner.id, subscriberId: runner.stream.subscriberId },
          ...{ onlyNewest: runner.onlyNewest, queued, attempt, startedAt, deadline, push },
          finishedAt: this.clock.now(),
        });
      });
  }

  private ended(runner: StreamRunner, ended: EndedPush): void {
    this.tell(runner, ended);
    if (this.runners.get(runner.id) === runner) {
      const { endpoint } = runner;
      const hasTurned = endpoint.observe(ended, this.outcomes.random());
      if (hasTurned) this.tellTurned(runner);
      if (hasTurned || endpoint.hasPauseToKeep(ended.finishedAt.getTime()))
        this.keepTrouble(runner);
      this.outcomes.add(runner, ended);
      this.pump(runner);
    }
    this.noteIdle();
  }

  private afterRecording(runners: ReadonlySet<StreamRunner>, lost: ReadonlySet<string>): void {
    if (this.isHeldUp && this.outcomes.size < MOST_UNRECORDED / 2) {
      this.isHeldUp = false;
      for (const runner of this.runners.values()) this.pump(runner);
    }
    for (const runner of runners) {
      if (lost.has(runner.id)) this.abandonRunner(runner);
      else if (runner.isLeaving && runner.isAtRest) this.wake();
      else this.pump(runner);
    }
    this.load();
    this.noteIdle();
  }

  /** Asks the receiver whether it is back, with a verification event; a removal is no test. */
  private probe(runner: StreamRunner): void {
    runner.endpoint.beginProbe(this.clock.now().getTime());
    this.runErrand(async () => {
      const ok = await this.channels
        .of(runner.target)
        .probe(runner.target)
        .catch(() => false);
      const now = this.clock.now();
      runner.endpoint.endProbe({ ok, at: now.getTime() });
      this.tellTurned(runner);
      await this.writeTrouble(runner, ok ? now : null);
      if (ok && runner.hasWaiting) runner.nextDueAt = now.getTime();
      this.attend(runner);
      this.load();
    });
  }

  /** For whoever pushes the stream next. */
  private keepTrouble(runner: StreamRunner): void {
    this.runErrand(() => this.writeTrouble(runner, null));
  }

  /** @param closedAt when its receiver was found to be back. */
  private async writeTrouble(runner: StreamRunner, closedAt: Date | null): Promise<void> {
    const { endpoint } = runner;
    const trouble = endpoint.keepTrouble(this.clock.now().getTime());
    endpoint.isTroubleKnown = false;
    try {
      if (closedAt) await this.keepBreaker.closed(runner, trouble, closedAt);
      else await this.keepBreaker.save(runner, trouble);
      endpoint.isTroubleKnown = trouble.breaker !== null || trouble.pausedUntil !== null;
    } catch (error) {
      this.logger.error({ msg: "a stream's breaker could not be saved", err: error });
    }
  }

  private runErrand(run: () => Promise<void>): void {
    const errand = run().finally(() => {
      this.errands.delete(errand);
      this.noteIdle();
    });
    this.errands.add(errand);
  }

  private tellTurned({ id, stream, endpoint: { breaker } }: StreamRunner): void {
    this.logger.warn({
      msg: 'the breaker of a stream has turned',
      streamId: id,
      subscriberId: stream.subscriberId,
      state: breaker.state,
      reason: breaker.reason,
    });
  }

  /** For when only time lets it go on: a rate limit, a wait that was asked for, a retry, a probe. */
  private setTimer(runner: StreamRunner): void {
    if (this.isStopped || !this.isRunning || !runner.isOpen) return;
    const now = this.clock.now().getTime();
    // What is being read is attended to when it has been; what could not be read, at the next turn.
    const isReading = runner.isLoading || performance.now() < this.loadAgainAt;
    const at = Math.min(
      runner.window.hasReady && runner.letsThrough
        ? (runner.endpoint.pace.nextRoomAt(now) ?? Infinity)
        : Infinity,
      runner.hasWaiting && runner.letsThrough && !isReading
        ? (runner.nextDueAt ?? Infinity)
        : Infinity,
      // A probe needs a lease, and the turn that renews it attends to everybody.
      this.leaseHolds() ? (runner.probeDueAt ?? Infinity) : Infinity,
    );
    if (at === runner.timerAt) return;
    clearTimeout(runner.timer);
    runner.timerAt = at;
    // What lies further ahead is seen again at a later turn.
    if (at === Infinity || at - now > TURN_MS * 2) {
      runner.timerAt = Infinity;
      return;
    }
    runner.timer = setTimeout(
      () => {
        runner.timerAt = Infinity;
        this.attend(runner);
        this.load();
      },
      Math.max(1, at - now),
    );
  }

  private tell(runner: StreamRunner, ended: EndedPush): void {
    const { deliveryId, queued, attempt, push, finishedAt } = ended;
    const { outcome, durationMs } = push;
    const name = outcome.kind === 'retry' ? outcome.reason : outcome.kind;
    observePush({ outcome: name, durationMs, eventId: queued.change.eventId, finishedAt });
    if (outcome.kind === 'delivered') return;
    const isUrgent = outcome.kind === 'nacked' || needsPeople(outcome.reason);
    this.logger[isUrgent ? 'warn' : 'log']({
      msg: 'a push did not arrive',
      deliveryId,
      correlationId: queued.change.decisionId ?? queued.change.listingId,
      eventId: queued.change.eventId,
      subscriberId: runner.stream.subscriberId,
      streamId: runner.id,
      attempt,
      outcome: name,
      httpStatus: push.httpStatus,
      detail: push.detail,
      durationMs: Math.round(durationMs),
    });
  }

  /** @returns whether nothing was left to do, once all that was under way has ended. */
  private async hasSettled(): Promise<boolean> {
    let wasBusy = false;
    for (;;) {
      if (!this.isBusy) return !wasBusy;
      wasBusy = true;
      await this.idle();
    }
  }

  private get isBusy(): boolean {
    return (
      this.inFlight > 0 ||
      this.loading !== undefined ||
      this.errands.size > 0 ||
      [...this.runners.values()].some(({ unrecorded }) => unrecorded > 0)
    );
  }

  private idle(): Promise<void> {
    if (!this.isBusy) return Promise.resolve();
    return new Promise((resolve) => this.onIdle.push(resolve));
  }

  private noteIdle(): void {
    if (this.onIdle.length === 0 || this.isBusy) return;
    for (const resolve of this.onIdle.splice(0)) resolve();
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

function changeOf(offered: OfferedChange): PushedChange {
  const { eventId, listingId, decisionId, courtCode, bytes, jws, traceparent } = offered;
  return { eventId, listingId, decisionId, courtCode, bytes, jws, traceparent };
}

function queuedOf(
  { aggregateId, version }: OfferedChange,
  change: PushedChange,
  obligationId: string,
  offset: number,
): QueuedPush {
  return {
    ...{ offset, aggregateId, version, obligationId, change },
    ...{ lane: 'first', attempts: 0, applyBy: null },
  };
}
