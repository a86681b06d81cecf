import { Injectable } from '@nestjs/common';
import {
  AttemptViewStore,
  type AttemptFilter,
  type AttemptView,
} from '../storage/attempt-view.store.js';
import type { Page } from '../storage/page.js';

/** What was sent and what was answered, for whoever integrates or looks for a fault. */
@Injectable()
export class FindAttempts {
  constructor(private readonly views: AttemptViewStore) {}

  ofStream(streamId: string, filter: AttemptFilter): Promise<Page<AttemptView>> {
    return this.views.ofStream(streamId, filter);
  }
}
