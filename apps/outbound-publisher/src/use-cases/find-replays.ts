import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { notFound } from '#bootstrap';
import type { Replay } from '../domain/replay.js';
import type { Page, PageRequest } from '../storage/page.js';
import { ReplayProgressStore, type SkippedView } from '../storage/replay-progress.store.js';

/** Replays and how far they are, for operations. */
@Injectable()
export class FindReplays {
  constructor(
    private readonly database: DataSource,
    private readonly progress: ReplayProgressStore,
  ) {}

  list(page: PageRequest): Promise<Page<Replay>> {
    return this.progress.list(this.database.manager, page);
  }

  /** @throws 404 when there is none of that id. */
  async byId(id: string): Promise<{ replay: Replay; failed: number }> {
    const replay = await this.progress.find(this.database.manager, id);
    if (!replay) throw notFound();
    return { replay, failed: await this.progress.failing(this.database.manager, id) };
  }

  /** @throws 404 when there is none of that id. */
  async skipped(id: string, page: { after: number; limit: number }): Promise<Page<SkippedView>> {
    const { manager } = this.database;
    if (!(await this.progress.find(manager, id))) throw notFound();
    return this.progress.skipped(manager, id, page);
  }
}
