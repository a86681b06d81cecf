import { Injectable } from '@nestjs/common';
import { Clock } from '#bootstrap';
import { UnitOfWork } from '#messaging';
import { ReplayProgressStore } from '../storage/replay-progress.store.js';
import { ReplayStore } from '../storage/replay.store.js';

/** Counts what has come of a replay's pushes, or takes back what is left of a cancelled one. */
@Injectable()
export class FollowReplay {
  constructor(
    private readonly work: UnitOfWork,
    private readonly replays: ReplayStore,
    private readonly progress: ReplayProgressStore,
    private readonly clock: Clock,
  ) {}

  /** Those that are under way, whichever process asked for them. */
  async underWay(): Promise<string[]> {
    return this.work.run(({ manager }) => this.replays.underWay(manager));
  }

  /** @returns whether it got on. */
  async run(replayId: string): Promise<boolean> {
    return this.work.run(async ({ manager }) => {
      const replay = await this.replays.lock(manager, replayId);
      if (!replay) return false;
      const now = this.clock.now();
      if (replay.status === 'cancelling') {
        if ((await this.progress.takeBack(manager, replayId)) > 0) return true;
        await this.replays.setStatus(manager, replayId, 'cancelled', now);
        return true;
      }
      if ((await this.progress.settle(manager, replayId)) > 0) return true;
      if (replay.status !== 'pushing' || (await this.progress.hasOpen(manager, replayId))) {
        return false;
      }
      await this.replays.setStatus(manager, replayId, 'done', now);
      return true;
    });
  }
}
