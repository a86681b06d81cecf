import { Injectable } from '@nestjs/common';
import { Clock } from '#bootstrap';
import { UnitOfWork } from '#messaging';
import { replayRowsBefore } from '../domain/retention.js';
import { ReplayStore } from '../storage/replay.store.js';

/** Rows of each kind that go in one transaction. */
const AT_ONCE = 2_000;

/** A replay of a whole list leaves a row per push: they go a while after it has ended, its figures stay. */
@Injectable()
export class PurgeReplays {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly replays: ReplayStore,
    private readonly clock: Clock,
  ) {}

  /** Some of them. @returns how many went; none is left where it is 0. */
  some(): Promise<number> {
    const before = replayRowsBefore(this.clock.now());
    return this.unitOfWork.run(({ manager }) => this.replays.purge(manager, before, AT_ONCE));
  }
}
