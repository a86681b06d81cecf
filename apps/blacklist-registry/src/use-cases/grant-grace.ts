import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock, conflict, invalid, notFound, requireCourt, type Actor } from '#bootstrap';
import { shanghaiDate } from '#calendar';
import { appendLedger } from '#ledger';
import { UnitOfWork, type Transaction } from '#messaging';
import { evolve, type Listing } from '../domain/listing.js';
import { grantGrace } from '../domain/publication.js';
import { recordingTime } from '../domain/recording-time.js';
import { ListingVersionStore } from '../storage/listing-version.store.js';
import { ListingStore } from '../storage/listing.store.js';

export interface GraceRequested {
  /** Last day. */
  until: string;
  reason: string;
}

/** 宽限期 (法发〔2019〕35号 §15): given or made longer before publication; nobody outside is told. */
@Injectable()
export class GrantGrace {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly listings: ListingStore,
    private readonly versions: ListingVersionStore,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem 403 OTHER_COURT, 404, 409 NOT_BEFORE_PUBLICATION, 422 GRACE_PERIOD. */
  execute(id: string, requested: GraceRequested, actor: Actor): Promise<Listing> {
    return this.unitOfWork.run((tx) => this.grant(tx, id, requested, actor));
  }

  private async grant(
    tx: Transaction,
    id: string,
    { until, reason }: GraceRequested,
    actor: Actor,
  ): Promise<Listing> {
    const before = await this.listings.lock(tx.manager, id);
    if (!before) throw notFound('id');
    requireCourt(actor, before.listing.courtCode, 'id');
    const now = recordingTime(this.clock.now(), before.recordedAt);
    const change = grantGrace(before.listing, until, shanghaiDate(now));
    if (change === 'GRACE_PERIOD') throw invalid(change, 'until');
    if (change === 'NOT_BEFORE_PUBLICATION') throw conflict(change, 'id');
    const listing = evolve(before.listing, change, now);
    const times = { validFrom: now, recordedAt: now };
    const previousVersion = before.listing.version;
    await this.listings.update(tx.manager, listing, times);
    await this.versions.append(tx.manager, {
      listing,
      change,
      previousVersion,
      order: null,
      times,
    });
    await appendLedger(tx.manager, {
      at: now,
      actor: actor.sub,
      action: 'listing.grace-granted',
      subject: id,
      courtCode: listing.courtCode,
      // Why is free text, and may name people: the ledger proves what was written, the case file has it.
      detail: {
        ...{ from: change.from, until, version: change.version, previousVersion },
        reasonDigest: `sha256:${createHash('sha256').update(reason).digest('hex')}`,
      },
    });
    return listing;
  }
}
