import { Injectable } from '@nestjs/common';
import { Clock, conflict, notFound } from '#bootstrap';
import { appendLedger } from '#ledger';
import { UnitOfWork } from '#messaging';
import { ReplayProgressStore } from '../storage/replay-progress.store.js';
import { ReplayStore } from '../storage/replay.store.js';

/** Ends a replay: what it has not pushed yet is taken back. No obligation changes by that. */
@Injectable()
export class CancelReplay {
  constructor(
    private readonly work: UnitOfWork,
    private readonly replays: ReplayStore,
    private readonly progress: ReplayProgressStore,
    private readonly clock: Clock,
  ) {}

  /** @throws 404; 409 when it has ended already. */
  async run(id: string, by: string): Promise<void> {
    await this.work.run(async ({ manager }) => {
      if (!(await this.progress.find(manager, id))) throw notFound();
      if (!(await this.replays.cancel(manager, id))) throw conflict('REPLAY_ENDED');
      await appendLedger(manager, {
        at: this.clock.now(),
        actor: by,
        action: 'replay.cancelled',
        subject: id,
        courtCode: null,
        detail: {},
      });
    });
  }
}
