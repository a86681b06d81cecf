import { Logger } from '@nestjs/common';
import type { Clock } from '#bootstrap';
import type { LeasedStreams } from './leased-streams.js';
import type { OutcomeBatch } from './outcome-batch.js';
import type { PushLoader } from './push-loader.js';
import type { StreamRunner } from './stream-runner.js';

/** A database that is away is asked again at the next turn, and not before. */
const AGAIN_AFTER_MS = 1_000;

/** Reads on for every stream that has come to the end of what it has in memory; one read at a time. */
export class BacklogReader {
  private readonly logger = new Logger('DeliveryEngine');
  private reading: Promise<void> | undefined;
  private againAt = 0;

  /** @param onRead what was read for these streams is in their windows, or could not be read. */
  constructor(
    private readonly loader: PushLoader,
    private readonly streams: LeasedStreams,
    private readonly outcomes: OutcomeBatch,
    private readonly clock: Clock,
    private readonly onRead: (runners: readonly StreamRunner[]) => void,
  ) {}

  get isReading(): boolean {
    return this.reading !== undefined;
  }

  /** Whether what is due for this stream may be asked for now: no read of it is under way, or has just failed. */
  mayAskFor(runner: StreamRunner): boolean {
    return !runner.isLoading && performance.now() >= this.againAt;
  }

  /** Looks who wants more; cheap when nobody does. */
  read(): void {
    if (this.reading || this.streams.isClosed || performance.now() < this.againAt) return;
    const { room } = this.streams;
    const now = this.clock.now().getTime();
    const wanting = [...this.streams.all].filter((runner) => runner.wantsMore(room, now));
    if (wanting.length === 0) return;
    this.reading = this.loader
      .load(wanting, room, this.outcomes)
      .catch((error: unknown) => {
        this.logger.error({ msg: 'pushes could not be read', err: error });
        this.againAt = performance.now() + AGAIN_AFTER_MS;
      })
      .then(() => {
        this.reading = undefined;
        this.onRead(wanting);
      });
  }

  async settled(): Promise<void> {
    await this.reading;
  }
}
