import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { PushStanding, TroubledStream } from '../domain/standing.js';
import type { Page, PageRequest } from '../storage/page.js';
import { StreamStandingStore } from '../storage/stream-standing.store.js';

/** Where pushed streams stand: for the subscriber its own, for operations those in trouble. */
@Injectable()
export class FindStanding {
  constructor(
    private readonly database: DataSource,
    private readonly standings: StreamStandingStore,
  ) {}

  /** Null for a stream that its subscriber reads by itself. */
  async of(streamId: string): Promise<PushStanding | null> {
    return (await this.standings.of(this.database.manager, [streamId])).get(streamId) ?? null;
  }

  async inTrouble(
    page: PageRequest,
  ): Promise<Page<TroubledStream & { standing: PushStanding | null }>> {
    const { manager } = this.database;
    const { data, next } = await this.standings.inTrouble(manager, page);
    const standings = await this.standings.of(
      manager,
      data.map(({ id }) => id),
    );
    return {
      data: data.map((each) => ({ ...each, standing: standings.get(each.id) ?? null })),
      next,
    };
  }
}
