import { Injectable } from '@nestjs/common';
import { PushStore } from '../storage/push.store.js';
import type { PushedChange } from './queued-push.js';

/** As many as a few windows hold; a change has about 1.5 KB. */
const MOST = 4096;

/** Changes that several streams are pushing: their bytes are in memory once, and read once. */
@Injectable()
export class ChangeCache {
  private readonly changes = new Map<string, PushedChange>();

  constructor(private readonly pushes: PushStore) {}

  keep(change: PushedChange): void {
    this.changes.set(change.eventId, change);
    if (this.changes.size <= MOST) return;
    // The one that came first: streams move on together.
    for (const oldest of this.changes.keys()) {
      this.changes.delete(oldest);
      return;
    }
  }

  async read(eventIds: Iterable<string>): Promise<ReadonlyMap<string, PushedChange>> {
    const found = new Map<string, PushedChange>();
    const missing = new Set<string>();
    for (const id of eventIds) {
      const change = this.changes.get(id);
      if (change) found.set(id, change);
      else missing.add(id);
    }
    for (const change of await this.pushes.changes([...missing])) {
      this.keep(change);
      found.set(change.eventId, change);
    }
    return found;
  }
}
