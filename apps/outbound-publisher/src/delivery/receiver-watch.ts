import { Logger } from '@nestjs/common';
import type { Clock } from '#bootstrap';
import type { EndedPush } from './ended-push.js';
import type { KeepBreaker } from '../use-cases/keep-breaker.js';
import type { Channels } from './channels.js';
import type { StreamRunner } from './stream-runner.js';

/** Watches which receivers can be pushed to: finds out who is back, and keeps for the next owner who is not. */
export class ReceiverWatch {
  private readonly logger = new Logger('DeliveryEngine');
  /** Probes, and what is being written down. */
  private readonly errands = new Set<Promise<void>>();

  /** @param onDone a probe has ended, or something was written down. */
  constructor(
    private readonly channels: Channels,
    private readonly keepBreaker: KeepBreaker,
    private readonly clock: Clock,
    private readonly onDone: (runner: StreamRunner) => void,
  ) {}

  get isBusy(): boolean {
    return this.errands.size > 0;
  }

  async settled(): Promise<void> {
    await Promise.all(this.errands);
  }

  /** What the end of a push says of its receiver. */
  observe(runner: StreamRunner, ended: EndedPush, random: number): void {
    const { endpoint } = runner;
    const hasTurned = endpoint.observe(ended, random);
    if (hasTurned) this.tell(runner);
    if (!hasTurned && !endpoint.hasPauseToKeep(ended.finishedAt.getTime())) return;
    this.run(runner, () => this.keep(runner, null));
  }

  /** Asks the receiver whether it is back, with a verification event; a removal is no test. */
  probe(runner: StreamRunner): void {
    const { endpoint, target } = runner;
    endpoint.beginProbe(this.clock.now().getTime());
    this.run(runner, async () => {
      const ok = await this.channels
        .of(target)
        .probe(target)
        .catch(() => false);
      const now = this.clock.now();
      endpoint.endProbe({ ok, at: now.getTime() });
      this.tell(runner);
      await this.keep(runner, ok ? now : null);
      if (ok && runner.hasWaiting) runner.nextDueAt = now.getTime();
    });
  }

  /** @param backAt when its receiver was found to be back. */
  private async keep(runner: StreamRunner, backAt: Date | null): Promise<void> {
    const { endpoint } = runner;
    const trouble = endpoint.keepTrouble(this.clock.now().getTime());
    endpoint.isTroubleKnown = false;
    try {
      if (backAt) await this.keepBreaker.closed(runner, trouble, backAt);
      else await this.keepBreaker.save(runner, trouble);
      endpoint.isTroubleKnown = trouble.breaker !== null || trouble.pausedUntil !== null;
    } catch (error) {
      this.logger.error({ msg: 'a breaker could not be saved', err: error });
    }
  }

  private run(runner: StreamRunner, errand: () => Promise<void>): void {
    const running = errand().finally(() => {
      this.errands.delete(running);
      this.onDone(runner);
    });
    this.errands.add(running);
  }

  private tell({ id, stream, endpoint: { breaker } }: StreamRunner): void {
    this.logger.warn({
      msg: 'the breaker of a stream has turned',
      streamId: id,
      subscriberId: stream.subscriberId,
      state: breaker.state,
      reason: breaker.reason,
    });
  }
}
