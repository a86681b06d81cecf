import type { Clock } from '#bootstrap';
import { newId } from '#contracts';
import type { EndedPush } from './ended-push.js';
import type { Channels } from './channels.js';
import type { LeasedStreams } from './leased-streams.js';
import type { OutcomeBatch } from './outcome-batch.js';
import type { QueuedPush } from './queued-push.js';
import type { StreamRunner } from './stream-runner.js';
import type { StreamTimers } from './stream-timers.js';

/** Requests in flight that the streams share; each may always have one. */
const IN_FLIGHT = 256;
/** Outcomes that wait for the database; beyond that nothing new is sent. */
const MOST_UNRECORDED = 4_096;

/** Starts pushes: as many of each stream as its window, its pace and its share allow. */
export class PushStarter {
  private readonly stopping = new AbortController();
  /** Pushes under way. */
  inFlight = 0;
  /** Streams that have a push under way. */
  private pushing = 0;
  /** Too many outcomes wait for the database. */
  private isHeldUp = false;

  constructor(
    private readonly streams: LeasedStreams,
    private readonly channels: Channels,
    private readonly outcomes: OutcomeBatch,
    private readonly timers: StreamTimers,
    private readonly clock: Clock,
    private readonly onEnded: (runner: StreamRunner, ended: EndedPush) => void,
  ) {}

  /** Starts as many pushes of a stream as may go now. */
  pump(runner: StreamRunner): void {
    const { window } = runner;
    const { pace } = runner.endpoint;
    while (runner.letsThrough && window.hasReady && this.mayStart()) {
      const now = this.clock.now();
      const pushing = this.pushing + (runner.inFlight === 0 ? 1 : 0);
      const share = Math.max(1, Math.floor(IN_FLIGHT / pushing));
      const room = Math.min(pace.room(now.getTime(), runner.inFlight), share - runner.inFlight);
      if (room <= 0) break;
      const queued = window.start();
      if (!queued) break;
      pace.started(now.getTime());
      this.start(runner, queued, now);
    }
    this.timers.set(runner);
  }

  /** Outcomes were recorded: streams that were held up for them go on. */
  goOn(): void {
    if (!this.isHeldUp || this.outcomes.size >= MOST_UNRECORDED / 2) return;
    this.isHeldUp = false;
    for (const runner of this.streams.all) this.pump(runner);
  }

  /** Breaks off what is under way. */
  breakOff(): void {
    this.stopping.abort();
  }

  private mayStart(): boolean {
    if (this.outcomes.size >= MOST_UNRECORDED) this.isHeldUp = true;
    return !this.isHeldUp && this.streams.mayStart;
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
          epoch: this.streams.epoch,
          attempt,
          applyBy: queued.applyBy ?? deadline.applyBy,
          mayStart: this.streams.leaseHolds,
        },
        this.stopping.signal,
      )
      .then((push) => {
        if (--runner.inFlight === 0) this.pushing--;
        this.inFlight--;
        this.onEnded(runner, {
          ...{ deliveryId, streamId: runner.id, subscriberId: runner.stream.subscriberId },
          ...{ onlyNewest: runner.onlyNewest, queued, attempt, startedAt, deadline, push },
          finishedAt: this.clock.now(),
        });
      });
  }
}
