import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '#bootstrap';
import { canAskFor, lookupUrl, sharedBy } from '../domain/lookup-url.js';
import {
  LookStore,
  type ControlListing,
  type DueLook,
  type LookRoom,
  type LookTarget,
} from '../storage/look.store.js';

/** A look makes at most five requests of 10 s; nobody else makes it for as long. */
const HOLD_MS = 90_000;

/** Reads what a look needs, before any request and outside any transaction. */
@Injectable()
export class PrepareLook {
  constructor(
    private readonly database: DataSource,
    private readonly looks: LookStore,
    private readonly clock: Clock,
  ) {}

  async claimDue(room: LookRoom): Promise<DueLook[]> {
    const now = this.clock.now();
    return this.looks.claimDue(this.database.manager, room, now, new Date(now.getTime() + HOLD_MS));
  }

  /** Milliseconds until the next look is due; null when none is within `horizonMs`. */
  async nextDueWithin(horizonMs: number): Promise<number | null> {
    const now = this.clock.now();
    const horizon = new Date(now.getTime() + horizonMs);
    const due = await this.looks.nextDueAt(this.database.manager, now, horizon);
    return due && Math.max(0, due.getTime() - this.clock.now().getTime());
  }

  async targetOf(obligationId: string): Promise<LookTarget | undefined> {
    return this.looks.target(this.database.manager, obligationId);
  }

  /** A listing behind the very address that is in question controls nothing. */
  async controlsOf(target: LookTarget): Promise<ControlListing[]> {
    const template = target.contract.lookup.urlTemplate;
    const controls = await this.looks.controls(this.database.manager, target);
    const asked = lookupUrl(template, target.values);
    return controls.filter(
      ({ values }) => canAskFor(template, values) && lookupUrl(template, values) !== asked,
    );
  }

  async severalFit(target: LookTarget): Promise<boolean> {
    const shared = sharedBy(target.contract.lookup.urlTemplate);
    return this.looks.anotherFits(this.database.manager, target.listingId, {
      court: shared.court ? target.values.court : null,
      uscc: shared.uscc ? target.values.uscc : null,
    });
  }
}
