import { Injectable } from '@nestjs/common';
import { notFound } from '#bootstrap';
import type { Page } from '../storage/page.js';
import {
  ObligationViewStore,
  type ObligationFilter,
  type ObligationHistory,
  type ObligationView,
} from '../storage/obligation-view.store.js';

/** Where things stand, for operations and for the subscriber itself. */
@Injectable()
export class FindObligations {
  constructor(private readonly views: ObligationViewStore) {}

  list(filter: ObligationFilter): Promise<Page<ObligationView>> {
    return this.views.list(filter);
  }

  /** @throws 404 when there is none of that id. */
  async byId(id: string): Promise<ObligationView> {
    const found = await this.views.find(id);
    if (!found) throw notFound();
    return found;
  }

  /** @throws 404 when there is none of that id. */
  async history(id: string): Promise<ObligationHistory> {
    const found = await this.views.history(id);
    if (!found) throw notFound();
    return found;
  }
}
