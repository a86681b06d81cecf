import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { notFound } from '#bootstrap';
import type { Scope } from '../domain/contract.js';
import type { Snapshot, SnapshotState } from '../domain/snapshot.js';
import { SnapshotBuilder, type BuildOutcome } from '../snapshots/snapshot-builder.js';
import type { Page, PageRequest } from '../storage/page.js';
import { SnapshotStore } from '../storage/snapshot.store.js';
import { SubscriberStore } from '../storage/subscriber.store.js';
import { PublishSnapshot } from './publish-snapshot.js';

export interface CutScope {
  scope: Scope;
  outcome: BuildOutcome;
}

/** What operations do with snapshots. */
@Injectable()
export class OperateSnapshots {
  constructor(
    private readonly dataSource: DataSource,
    private readonly snapshots: SnapshotStore,
    private readonly subscribers: SubscriberStore,
    private readonly builder: SnapshotBuilder,
    private readonly publish: PublishSnapshot,
  ) {}

  /** @param subscriberId whose scope is cut; null: every scope that somebody fetches. */
  async cut(subscriberId: string | null): Promise<CutScope[]> {
    const results: CutScope[] = [];
    for (const scope of await this.scopesOf(subscriberId)) {
      results.push({ scope, outcome: await this.builder.build(scope, { again: true }) });
    }
    return results;
  }

  list(state: SnapshotState | undefined, page: PageRequest): Promise<Page<Snapshot>> {
    return this.snapshots.list(this.dataSource.manager, state, page);
  }

  async release(id: string, reason: string, by: string): Promise<void> {
    await this.builder.remove(await this.publish.release(id, reason, by));
  }

  async discard(id: string, reason: string, by: string): Promise<void> {
    await this.builder.remove(await this.publish.discard(id, reason, by));
  }

  private async scopesOf(subscriberId: string | null): Promise<Scope[]> {
    const { manager } = this.dataSource;
    if (subscriberId === null) return this.snapshots.scopesInUse(manager);
    const subscriber = await this.subscribers.find(manager, subscriberId);
    if (!subscriber) throw notFound('subscriber');
    return [subscriber.contract.scope];
  }
}
