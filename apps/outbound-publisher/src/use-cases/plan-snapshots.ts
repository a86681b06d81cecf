import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '#bootstrap';
import type { Scope } from '../domain/contract.js';
import type { Snapshot } from '../domain/snapshot.js';
import { SnapshotStore } from '../storage/snapshot.store.js';

/** What there is of a scope before its list is cut. */
export interface BeforeCut {
  newest: Snapshot | null;
  held: Snapshot | null;
}

/** Which lists are to be cut, and what follows which. */
@Injectable()
export class PlanSnapshots {
  constructor(
    private readonly dataSource: DataSource,
    private readonly snapshots: SnapshotStore,
    private readonly clock: Clock,
  ) {}

  async before(scope: Scope): Promise<BeforeCut> {
    const { manager } = this.dataSource;
    return {
      newest: await this.snapshots.newest(manager, scope, 'published'),
      held: await this.snapshots.newest(manager, scope, 'held'),
    };
  }

  /** Lists that somebody fetches, that are older than that, and behind the intake. */
  async due(everyMs: number): Promise<Scope[]> {
    if (everyMs === 0) return [];
    const { manager } = this.dataSource;
    const { position } = await this.snapshots.intake(manager);
    const youngest = this.clock.now().getTime() - everyMs;
    const due: Scope[] = [];
    for (const scope of await this.snapshots.scopesInUse(manager)) {
      const newest = await this.snapshots.newest(manager, scope, 'published');
      const isOld = !newest || newest.createdAt.getTime() <= youngest;
      if (isOld && newest?.position !== position) due.push(scope);
    }
    return due;
  }

  /** Which of these snapshots there are. */
  known(ids: readonly string[]): Promise<string[]> {
    return this.snapshots.idsOf(this.dataSource.manager, ids);
  }
}
