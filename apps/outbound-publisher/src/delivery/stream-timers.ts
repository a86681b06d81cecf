import type { Clock } from '#bootstrap';
import type { BacklogReader } from './backlog-reader.js';
import type { LeasedStreams } from './leased-streams.js';
import type { StreamRunner } from './stream-runner.js';

/** For when only time lets a stream go on: a rate limit, a wait that was asked for, a retry, a probe. */
export class StreamTimers {
  private isRunning = false;

  /**
   * @param horizonMs what lies further ahead is seen again at a later turn.
   * @param onTime a stream's time has come.
   */
  constructor(
    private readonly streams: LeasedStreams,
    private readonly reader: BacklogReader,
    private readonly clock: Clock,
    private readonly horizonMs: number,
    private readonly onTime: (runner: StreamRunner) => void,
  ) {}

  start(): void {
    this.isRunning = true;
  }

  stop(): void {
    this.isRunning = false;
    for (const runner of this.streams.all) clearTimeout(runner.timer);
  }

  /** Sets the stream's timer anew, where something has changed. */
  set(runner: StreamRunner): void {
    if (!this.isRunning || !runner.isOpen) return;
    const now = this.clock.now().getTime();
    const at = this.nextAt(runner, now);
    if (at === runner.timerAt) return;
    clearTimeout(runner.timer);
    runner.timerAt = at;
    if (at === Infinity || at - now > this.horizonMs) {
      runner.timerAt = Infinity;
      return;
    }
    runner.timer = setTimeout(
      () => {
        runner.timerAt = Infinity;
        this.onTime(runner);
      },
      Math.max(1, at - now),
    );
  }

  private nextAt(runner: StreamRunner, now: number): number {
    const { letsThrough } = runner;
    return Math.min(
      runner.window.hasReady && letsThrough
        ? (runner.endpoint.pace.nextRoomAt(now) ?? Infinity)
        : Infinity,
      // What is being read is attended to when it has been; what could not be read, at the next turn.
      runner.hasWaiting && letsThrough && this.reader.mayAskFor(runner)
        ? (runner.nextDueAt ?? Infinity)
        : Infinity,
      // A probe needs a lease, and the turn that renews it attends to everybody.
      this.streams.leaseHolds() ? (runner.probeDueAt ?? Infinity) : Infinity,
    );
  }
}
