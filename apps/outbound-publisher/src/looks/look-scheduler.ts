import { setTimeout as delay } from 'node:timers/promises';
import {
  Injectable,
  Logger,
  type OnModuleDestroy,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Clock } from '#bootstrap';
import { DueWorkLoop } from '../due-work/due-work-loop.js';
import type { DueLook } from '../storage/look.store.js';
import { PrepareLook } from '../use-cases/prepare-look.js';
import { RecordLook } from '../use-cases/record-look.js';
import { Looker } from './looker.js';
import { looksByResult } from './metrics.js';

/** A look is a guest at the subscriber's site: few at once, so that a slow site delays only its own. */
const AT_ONCE = 32;
const AT_ONCE_PER_SUBSCRIBER = 4;
/** Looks that are under way when we stop may end by themselves for this long. */
const GRACE_MS = 2_000;

/** Makes the looks that are due. What they need is in the database, so a restart forgets none. */
@Injectable()
export class LookScheduler implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(LookScheduler.name);
  private readonly bySubscriber = new Map<string, number>();
  /** Their last look timed out: few of them must not take up all the room there is. */
  private readonly slow = new Set<string>();
  private readonly loop = new DueWorkLoop({
    claim: () => this.claimAndLook(),
    claimsAgain: true,
    nextDueWithin: (horizonMs) => this.prepare.nextDueWithin(horizonMs),
    onClaimFailed: (err) => this.logger.error({ msg: 'looks could not be claimed', err }),
  });

  constructor(
    private readonly prepare: PrepareLook,
    private readonly looker: Looker,
    private readonly record: RecordLook,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.begin();
  }

  /** A look may have become due, or its time changed. */
  wake(): void {
    this.loop.wake();
  }

  /** Makes every look that is due now; for tests. */
  drain(): Promise<void> {
    return this.loop.drain();
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
    await this.loop.end();
    // A look that is cut off is made again when its hold ends: nothing to wait for but the database.
    await Promise.race([this.loop.settled(), delay(GRACE_MS, undefined, { ref: false })]);
  }

  private async claimAndLook(): Promise<number> {
    const all = AT_ONCE - this.loop.inFlight;
    if (all <= 0) return 0;
    const busy = [...this.bySubscriber.keys()];
    const claimed = await this.prepare.claimDue({
      busy,
      slow: [...this.slow],
      perSubscriber: AT_ONCE_PER_SUBSCRIBER,
      all,
    });
    for (const look of claimed) this.startLook(look);
    return claimed.length;
  }

  private startLook({ obligationId, subscriberId }: DueLook): void {
    this.bySubscriber.set(subscriberId, (this.bySubscriber.get(subscriberId) ?? 0) + 1);
    const looking = this.lookNow(obligationId).catch((err: unknown) =>
      this.logger.error({ msg: 'look failed', obligationId, err }),
    );
    this.loop.start(looking, () => this.leave(subscriberId));
  }

  private leave(subscriberId: string): void {
    const left = (this.bySubscriber.get(subscriberId) ?? 1) - 1;
    if (left > 0) this.bySubscriber.set(subscriberId, left);
    else this.bySubscriber.delete(subscriberId);
  }
}
