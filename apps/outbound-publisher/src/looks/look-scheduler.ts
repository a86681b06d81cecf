import {
  Injectable,
  Logger,
  type OnModuleDestroy,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Clock } from '#bootstrap';
import type { DueLook } from '../storage/look.store.js';
import { PrepareLook } from '../use-cases/prepare-look.js';
import { RecordLook } from '../use-cases/record-look.js';
import { Looker } from './looker.js';
import { looksByResult } from './metrics.js';

/** A look is a guest at the subscriber's site: few at once, so that a slow site delays only its own. */
const AT_ONCE = 32;
const AT_ONCE_PER_SUBSCRIBER = 4;
const SAFETY_POLL_MS = 2_000;
const SHORTEST_NAP_MS = 5;

/** Makes the looks that are due. What they need is in the database, so a restart forgets none. */
@Injectable()
export class LookScheduler implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(LookScheduler.name);
  private readonly underWay = new Set<Promise<unknown>>();
  private readonly bySubscriber = new Map<string, number>();
  /** Their last look timed out: few of them must not take up all the room there is. */
  private readonly slow = new Set<string>();
  private started = false;
  private awake = false;
  private turning: Promise<void> | undefined;
  private nap: NodeJS.Timeout | undefined;
  private claiming: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly prepare: PrepareLook,
    private readonly looker: Looker,
    private readonly record: RecordLook,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.started = true;
    this.wake();
  }

  /** A look may have become due, or its time changed. */
  wake(): void {
    this.awake = true;
    if (!this.started || this.turning) return;
    clearTimeout(this.nap);
    this.turning = this.turn().finally(() => {
      this.turning = undefined;
      if (this.awake) this.wake();
    });
  }

  /** Makes every look that is due now; for tests. */
  async drain(): Promise<void> {
    for (;;) {
      const { claimed, wasIdle } = await this.claimAndLook();
      if (claimed === 0 && wasIdle) return;
      await Promise.all(this.underWay);
    }
  }

  /**
   * Looks at once, whatever the calendar says, and records it like any other look. Makes no request
   * when the subscriber's contract does not consent to looks.
   * @returns whether it looked.
   */
  async lookNow(obligationId: string): Promise<boolean> {
    const target = await this.prepare.targetOf(obligationId);
    if (!target?.contract.probe.consent) return false;
    const startedAt = this.clock.now();
    const answer = await this.looker.look(target);
    if (answer.reason === 'TIMEOUT') this.slow.add(target.subscriberId);
    else this.slow.delete(target.subscriberId);
    const considered = await this.record.run({ target, startedAt, answer });
    looksByResult.inc({ result: answer.result, reason: answer.reason ?? '' });
    this.logger.log({
      msg: 'look made',
      correlationId: considered?.obligation.decisionId ?? target.listingId,
      obligationId,
      subscriberId: target.subscriberId,
      result: answer.result,
      reason: answer.reason,
      state: considered?.obligation.state,
    });
    this.wake();
    return true;
  }

  async onModuleDestroy(): Promise<void> {
    this.started = false;
    clearTimeout(this.nap);
    await this.turning;
    // A look that is cut off is made again when its hold ends: nothing to wait for but the database.
    await Promise.race([Promise.all(this.underWay), unreferencedDelay(SAFETY_POLL_MS)]);
  }

  private async turn(): Promise<void> {
    try {
      while (this.awake && this.started) {
        this.awake = false;
        if ((await this.claimAndLook()).claimed > 0) this.awake = true;
      }
      this.sleep((await this.prepare.nextDueWithin(SAFETY_POLL_MS)) ?? SAFETY_POLL_MS);
    } catch (error) {
      this.logger.error({ msg: 'looks could not be claimed', err: error });
      this.sleep(SAFETY_POLL_MS);
    }
  }

  private async claimAndLook(): Promise<{ claimed: number; wasIdle: boolean }> {
    const turn = this.claiming.then(async () => {
      const wasIdle = this.underWay.size === 0;
      const all = AT_ONCE - this.underWay.size;
      if (all <= 0) return { claimed: 0, wasIdle };
      const busy = [...this.bySubscriber.keys()];
      const claimed = await this.prepare.claimDue({
        busy,
        slow: [...this.slow],
        perSubscriber: AT_ONCE_PER_SUBSCRIBER,
        all,
      });
      for (const look of claimed) this.startLook(look);
      return { claimed: claimed.length, wasIdle };
    });
    this.claiming = turn.catch(() => undefined);
    return turn;
  }

  private startLook({ obligationId, subscriberId }: DueLook): void {
    this.bySubscriber.set(subscriberId, (this.bySubscriber.get(subscriberId) ?? 0) + 1);
    const looking = this.lookNow(obligationId)
      .catch((error: unknown) =>
        this.logger.error({ msg: 'look failed', obligationId, err: error }),
      )
      .finally(() => {
        this.underWay.delete(looking);
        this.leave(subscriberId);
        this.wake();
      });
    this.underWay.add(looking);
  }

  private leave(subscriberId: string): void {
    const left = (this.bySubscriber.get(subscriberId) ?? 1) - 1;
    if (left > 0) this.bySubscriber.set(subscriberId, left);
    else this.bySubscriber.delete(subscriberId);
  }

  private sleep(milliseconds: number): void {
    clearTimeout(this.nap);
    if (this.started)
      this.nap = setTimeout(() => this.wake(), Math.max(milliseconds, SHORTEST_NAP_MS));
  }
}

function unreferencedDelay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
