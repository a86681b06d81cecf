import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '#bootstrap';
import { PushStore } from '../storage/push.store.js';
import { WakeUps, type Woken } from '../storage/wake-ups.js';
import { KeepBreaker } from '../use-cases/keep-breaker.js';
import type { EndedPush } from './ended-push.js';
import { LEASE_MS, TakeLeases } from '../use-cases/take-leases.js';
import { BacklogReader } from './backlog-reader.js';
import { Channels } from './channels.js';
import { Idleness } from './idleness.js';
import { LeasedStreams } from './leased-streams.js';
import { changeOf, queuedOf, type OfferedChange } from './offered.js';
import { OutcomeBatch } from './outcome-batch.js';
import { PushLoader } from './push-loader.js';
import { PushStarter } from './push-starter.js';
import { ReceiverWatch } from './receiver-watch.js';
import type { StreamRunner } from './stream-runner.js';
import { StreamTimers } from './stream-timers.js';
import { tellEnded } from './tell-ended.js';
import { TurnLoop } from './turn-loop.js';

/** A process says three times per lease that it lives. */
const TURN_MS = LEASE_MS / 3;
/** Pushes that are under way when we stop may end by themselves for this long. */
const GRACE_MS = 3_000;

/**
 * Pushes what is owed. This process leases whole streams; each has a bounded part of its backlog in
 * memory, handed over by intake or read from the obligations, and is pushed at its own pace: streams
 * do not wait for each other. Outcomes are recorded in batches.
 */
@Injectable()
export class DeliveryEngine implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly streams: LeasedStreams;
  private readonly turns: TurnLoop;
  private readonly reader: BacklogReader;
  private readonly timers: StreamTimers;
  private readonly starter: PushStarter;
  private readonly receivers: ReceiverWatch;
  private readonly idleness = new Idleness(() => this.isBusy);
  private unhear: () => void = () => undefined;

  constructor(
    leases: TakeLeases,
    pushes: PushStore,
    private readonly loader: PushLoader,
    channels: Channels,
    private readonly outcomes: OutcomeBatch,
    keepBreaker: KeepBreaker,
    private readonly wakeUps: WakeUps,
    private readonly clock: Clock,
  ) {
    const attend = (runner: StreamRunner) => this.attendAndRead([runner]);
    const streams = new LeasedStreams(leases, pushes, clock);
    this.streams = streams;
    this.turns = new TurnLoop(() => this.takeTurn(), TURN_MS);
    this.reader = new BacklogReader(loader, streams, outcomes, clock, (runners) =>
      this.attendAndRead(runners),
    );
    this.timers = new StreamTimers(streams, this.reader, clock, 2 * TURN_MS, attend);
    this.receivers = new ReceiverWatch(channels, keepBreaker, clock, attend);
    this.starter = new PushStarter(
      streams,
      channels,
      outcomes,
      this.timers,
      clock,
      (runner, ended) => this.ended(runner, ended),
    );
    outcomes.onRecorded = (runners, lost) => this.afterRecording(runners, lost);
  }

  get processId(): string {
    return this.streams.processId;
  }

  onApplicationBootstrap(): void {
    this.unhear = this.wakeUps.onWake((woken) => this.hear(woken));
    this.timers.start();
    this.turns.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop();
  }

  /** Something about streams or waiting pushes has changed: looks at once. Cheap, safe at any time. */
  wake(): void {
    this.turns.wake();
  }

  /** No push of this stream starts from here on, until the engine has looked at its status again. */
  hold(streamId: string): void {
    this.streams.hold(streamId);
  }

  /** Changes that were just taken in, in the order of their commits; who pushes them need not read them back. */
  offer(changes: readonly OfferedChange[]): void {
    const touched = new Set<StreamRunner>();
    const elsewhere = new Set<string>();
    const { room } = this.streams;
    for (const offered of changes) {
      const change = changeOf(offered);
      let isWanted = false;
      for (const { id, subscriberId, offset } of offered.obligations) {
        if (this.streams.isPushedElsewhere(subscriberId)) elsewhere.add(subscriberId);
        for (const runner of this.streams.of(subscriberId)) {
          if (offset <= runner.window.end) continue;
          if (!runner.takes(offset, room)) {
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
    for (const runner of touched) this.starter.pump(runner);
    this.reader.read();
    if (elsewhere.size > 0) this.wakeUps.announce(elsewhere);
  }

  /** Pushes everything that is due now, and what becomes due by it; for tests and shutdown. */
  async drain(): Promise<void> {
    do await this.turns.run();
    while (!(await this.idleness.wasReached()));
  }

  /** Starts nothing more, gives requests a moment to end, and leaves what is left to another process. */
  async stop(): Promise<void> {
    if (this.streams.isClosed) return;
    await this.close();
    const grace = setTimeout(() => this.starter.breakOff(), GRACE_MS);
    await Promise.all([this.idleness.reached(), this.reader.settled(), this.receivers.settled()]);
    clearTimeout(grace);
    this.outcomes.stop();
    await this.outcomes.settled();
    await this.streams.leave();
  }

  /** A process that dies without a word; for tests. Others find out when its lease ends. */
  abandon(): void {
    void this.close();
    for (const runner of [...this.streams.all]) this.streams.abandon(runner);
    this.starter.breakOff();
  }

  private async close(): Promise<void> {
    this.streams.isClosed = true;
    this.unhear();
    this.timers.stop();
    await this.turns.stop();
  }

  /** Another process has taken something in. */
  private hear(woken: Woken): void {
    const ids = woken === 'all' ? this.streams.subscribers : woken;
    for (const id of ids) {
      for (const runner of this.streams.of(id)) runner.isBehind = true;
    }
    this.reader.read();
  }

  /** Looks at leases, settings and what waits, and then reads and pushes. */
  private async takeTurn(): Promise<boolean> {
    const isLate = await this.streams.renew();
    for (const runner of this.streams.all) this.attend(runner);
    this.reader.read();
    return isLate;
  }

  private attendAndRead(runners: readonly StreamRunner[]): void {
    for (const runner of runners) this.attend(runner);
    this.reader.read();
    this.idleness.note();
  }

  /** Everything that may let this stream go on. */
  private attend(runner: StreamRunner): void {
    const due = runner.probeDueAt;
    const isDue = due !== null && due <= this.clock.now().getTime();
    if (isDue && this.streams.mayStart) this.receivers.probe(runner);
    this.starter.pump(runner);
  }

  private ended(runner: StreamRunner, ended: EndedPush): void {
    tellEnded(ended);
    if (this.streams.holdsStill(runner)) {
      this.receivers.observe(runner, ended, this.outcomes.random());
      this.outcomes.add(runner, ended);
      this.starter.pump(runner);
    }
    this.idleness.note();
  }

  private afterRecording(runners: ReadonlySet<StreamRunner>, lost: ReadonlySet<string>): void {
    this.starter.goOn();
    for (const runner of runners) {
      if (lost.has(runner.id)) this.streams.abandon(runner);
      else if (runner.isLeaving && runner.isAtRest) this.wake();
      else this.starter.pump(runner);
    }
    this.reader.read();
    this.idleness.note();
  }

  private get isBusy(): boolean {
    if (this.starter.inFlight > 0 || this.reader.isReading || this.receivers.isBusy) return true;
    for (const { unrecorded } of this.streams.all) if (unrecorded > 0) return true;
    return false;
  }
}
