import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, errorFields } from '#bootstrap';
import { PublisherSettings } from '../config.js';
import type { Scope } from '../domain/contract.js';
import { SnapshotStore } from '../storage/snapshot.store.js';
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
    private readonly snapshots: SnapshotStore,
    private readonly folder: SnapshotFolder,
    private readonly settings: PublisherSettings,
    private readonly dataSource: DataSource,
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
      await this.folder.removeForgotten(this.clock.now(), (ids) =>
        this.snapshots.idsOf(this.dataSource.manager, ids),
      );
      for (const scope of await this.snapshots.scopesInUse(this.dataSource.manager)) {
        if (await this.isDue(scope)) await this.builder.build(scope);
      }
    } catch (error) {
      this.logger.error({ msg: 'snapshot.schedule_failed', ...errorFields(error) });
    }
  }

  private async isDue(scope: Scope): Promise<boolean> {
    const { everyMs } = this.settings.snapshots;
    if (everyMs === 0) return false;
    const newest = await this.snapshots.newest(this.dataSource.manager, scope, 'published');
    if (!newest) return true;
    if (this.clock.now().getTime() - newest.createdAt.getTime() < everyMs) return false;
    const { position } = await this.snapshots.intake(this.dataSource.manager);
    return position !== newest.position;
  }
}
