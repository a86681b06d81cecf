import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { ChooseForReplay } from '../use-cases/choose-for-replay.js';
import { FollowReplay } from '../use-cases/follow-replay.js';

/** How long a replay that only waits for its receivers is left alone: ever longer, up to this. */
const SHORTEST_NAP_MS = 500;
const LONGEST_NAP_MS = 30_000;

/**
 * Carries replays on in the background, chunk by chunk, whichever process asked for them; what a dead
 * process left is gone on with where its last transaction ended.
 */
@Injectable()
export class ReplayRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ReplayRunner.name);
  private timer: NodeJS.Timeout | undefined;
  private nap = SHORTEST_NAP_MS;
  private running = false;
  private turning: Promise<boolean> = Promise.resolve(false);

  constructor(
    private readonly choose: ChooseForReplay,
    private readonly follow: FollowReplay,
  ) {}

  onApplicationBootstrap(): void {
    this.running = true;
    this.sleep(LONGEST_NAP_MS);
  }

  /** A replay was asked for, or cancelled. */
  wake(): void {
    this.nap = SHORTEST_NAP_MS;
    this.sleep(0);
  }

  /** Does everything that can be done now. */
  async drain(): Promise<void> {
    while (await this.turn());
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.running = false;
    clearTimeout(this.timer);
    await this.turning.catch(() => undefined);
  }

  /** One chunk of each replay that is under way. @returns whether any got on. */
  private turn(): Promise<boolean> {
    this.turning = this.turning
      .catch(() => false)
      .then(async () => {
        let gotOn = false;
        for (const id of await this.follow.underWay()) {
          gotOn = (await this.choose.run(id)) || gotOn;
          gotOn = (await this.follow.run(id)) || gotOn;
        }
        return gotOn;
      });
    return this.turning;
  }

  private sleep(milliseconds: number): void {
    clearTimeout(this.timer);
    if (!this.running) return;
    this.timer = setTimeout(() => void this.goOn(), milliseconds);
  }

  private async goOn(): Promise<void> {
    try {
      const gotOn = await this.turn();
      this.nap = gotOn ? SHORTEST_NAP_MS : Math.min(2 * this.nap, LONGEST_NAP_MS);
      this.sleep(gotOn ? 0 : this.nap);
    } catch (error) {
      this.logger.error({ msg: 'a replay could not go on', err: error });
      this.sleep(LONGEST_NAP_MS);
    }
  }
}
