import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { forbidden, notFound, type Actor } from '#bootstrap';
import type { DormantItem, DormantStatus } from '../domain/dormant-item.js';
import { DormantStore } from '../storage/dormant.store.js';
import { PAGE_SIZE, pageOf, type Page, type PageRequest } from './page.js';
import { personOf } from './person-of.js';

/** Shows a court its work list of dormant listings. */
@Injectable()
export class ShowDormant {
  constructor(
    private readonly dataSource: DataSource,
    private readonly items: DormantStore,
  ) {}

  async execute(id: string, actor: Actor): Promise<DormantItem> {
    const item = await this.items.find(this.dataSource.manager, id);
    if (!item) throw notFound();
    if (item.courtCode !== personOf(actor).court) throw forbidden('OTHER_COURT');
    return item;
  }

  /** Newest first. */
  async list(
    { status, after, limit = PAGE_SIZE }: PageRequest & { status?: DormantStatus },
    actor: Actor,
  ): Promise<Page<DormantItem>> {
    const rows = await this.items.list(this.dataSource.manager, {
      courtCode: personOf(actor).court,
      status: status ?? null,
      before: after ?? null,
      limit: limit + 1,
    });
    return pageOf(rows, limit);
  }
}
