import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { Clock, errorFields } from '#bootstrap';
import { PublisherSettings } from '../config.js';
import { PlanSnapshots } from '../use-cases/plan-snapshots.js';
import { SnapshotBuilder } from './snapshot-builder.js';
import { SnapshotFolder } from './snapshot-folder.js';

/** How often it looks whether something is due; every process does, and one builds. */
const TURN_MS = 60_000;

/** Cuts the lists that somebody fetches when their time has come. */
@Injectable()
export class SnapshotSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(SnapshotSchedule.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly builder: SnapshotBuilder,
    private readonly plan: PlanSnapshots,
    private readonly folder: SnapshotFolder,
    private readonly settings: PublisherSettings,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.turn(), TURN_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Cuts everything that is due; what fails is tried again at the next turn. */
  async turn(): Promise<void> {
    try {
      await this.folder.removeForgotten(this.clock.now(), (ids) => this.plan.known(ids));
      for (const scope of await this.plan.due(this.settings.snapshots.everyMs)) {
        // The builder has said what is wrong; the other lists are not to wait for it.
        await this.builder.build(scope).catch(() => {});
      }
    } catch (error) {
      this.logger.error({ msg: 'snapshot.schedule_failed', ...errorFields(error) });
    }
  }
}
