import { Injectable } from '@nestjs/common';
import { shanghaiDate } from '#calendar';
import { Clock, type Actor } from '#bootstrap';
import { newId } from '#contracts';
import { appendLedger } from '#ledger';
import { UnitOfWork } from '#messaging';
import type { Person } from '../domain/person.js';
import type { DormantListing } from '../registry/dormant-page.js';
import { RegistryClient } from '../registry/registry-client.js';
import { DormantStore } from '../storage/dormant.store.js';
import { personOf } from './person-of.js';

/** An officer waits for it: so much at once, and `next` says where to go on. */
const PAGES = 25;

export interface Sweep {
  /** Listings that the registry named. */
  found: number;
  /** Of these, new on the work list. */
  added: number;
  next: string | null;
}

/**
 * Fetches a court's dormant listings into its work list (清理长期“沉寂”名单). Each page commits for itself,
 * and sweeping again adds nothing twice.
 */
@Injectable()
export class SweepDormant {
  constructor(
    private readonly registry: RegistryClient,
    private readonly unitOfWork: UnitOfWork,
    private readonly items: DormantStore,
    private readonly clock: Clock,
  ) {}

  async execute(after: string | null, actor: Actor): Promise<Sweep> {
    const officer = personOf(actor);
    const sweep: Sweep = { found: 0, added: 0, next: after };
    for (let page = 0; page < PAGES; page += 1) {
      const { data, next } = await this.registry.listDormant(officer.court, sweep.next);
      // Whatever the registry says: a court works on its own listings only.
      const own = data.filter(({ courtCode }) => courtCode === officer.court);
      sweep.found += own.length;
      sweep.added += await this.add(own, officer);
      sweep.next = next;
      if (next === null) break;
    }
    return sweep;
  }

  private add(listings: readonly DormantListing[], officer: Person): Promise<number> {
    if (listings.length === 0) return Promise.resolve(0);
    const { sub: by, court } = officer;
    return this.unitOfWork.run(async ({ manager }) => {
      const at = this.clock.now();
      const items = listings.map(({ id: listingId, courtCode, caseNumber, ...facts }) => ({
        ...{ id: newId('drm'), listingId, courtCode, caseNumber, facts },
      }));
      const added = await this.items.add(manager, items, { by, at, today: shanghaiDate(at) });
      await appendLedger(manager, {
        at,
        actor: by,
        action: 'dormant.swept',
        subject: court,
        courtCode: court,
        detail: { found: items.length, added },
      });
      return added.length;
    });
  }
}
