import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { shanghaiDate } from '#calendar';
import { newId } from '#contracts';
import { courtName } from '#identifiers';
import { appendLedgerRows, type LedgerEntry } from '#ledger';
import { UnitOfWork, type Transaction } from '#messaging';
import { dueChange } from '../domain/due-change.js';
import { evolve, isAnnounced } from '../domain/listing.js';
import { listingChangeEvent } from '../domain/listing-change-event.js';
import { recordingTime } from '../domain/recording-time.js';
import type { StoredListing } from '../storage/listing-columns.js';
import { ListingVersionStore, type NewVersion } from '../storage/listing-version.store.js';
import { ListingStore } from '../storage/listing.store.js';
import { IsolatedBatches, type Batch } from '../timers/isolated-batches.js';
import { RegistryTimer } from '../timers/registry-timer.js';

/**
 * 届满、宽限期满、屏蔽期满: applies what the calendar alone decides. No order stands behind these changes,
 * so they carry a `cause`; their time is the day that was due, however late they are made.
 */
@Injectable()
export class ApplyDueChanges extends RegistryTimer {
  readonly name = 'listings';
  private readonly batches = new IsolatedBatches(this.name, (batch) => this.runBatch(batch));

  constructor(
    private readonly dataSource: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly listings: ListingStore,
    private readonly versions: ListingVersionStore,
  ) {
    super();
  }

  runDue(now: Date): Promise<number> {
    return this.batches.run(now);
  }

  private runBatch({ now, onTaken, ...batch }: Batch): Promise<number> {
    return this.unitOfWork.run(async (tx) => {
      const versions: NewVersion[] = [];
      const query = { today: shanghaiDate(now), ...batch };
      for (const stored of await this.listings.lockDue(tx.manager, query)) {
        onTaken(stored.listing.id);
        const version = await this.apply(tx, stored, now);
        if (version) versions.push(version);
      }
      await this.listings.updateMany(tx.manager, versions);
      await this.versions.append(tx.manager, ...versions);
      await appendLedgerRows(tx.manager, versions.map(ledgerEntry));
      return versions.length;
    });
  }

  nextDueOn(): Promise<string | null> {
    return this.listings.nextDueOn(this.dataSource.manager);
  }

  countDue(today: string): Promise<number> {
    return this.listings.countDue(this.dataSource.manager, today);
  }

  private async apply(
    tx: Transaction,
    { listing: before, caseMark, caseNumber, subject, recordedAt: lastRecordedAt }: StoredListing,
    now: Date,
  ): Promise<NewVersion | null> {
    const due = dueChange(before, caseMark, shanghaiDate(now));
    if (!due) return null;
    const { change, since } = due;
    const recordedAt = recordingTime(now, lastRecordedAt);
    const listing = evolve(before, change, recordedAt);
    const times = { validFrom: since, recordedAt };
    const previousVersion = before.version;
    if (isAnnounced(listing)) {
      await tx.publish({
        topic: 'listing-changes',
        event: listingChangeEvent({
          eventId: newId('evt'),
          now: recordedAt,
          listing,
          change,
          previousVersion,
          order: null,
          effectiveAt: since.toISOString(),
          courtName: courtName(listing.courtCode),
          caseNumber,
          subject,
        }),
      });
    }
    return { listing, change, previousVersion, order: null, times };
  }
}

function ledgerEntry({ listing, change, previousVersion, times }: NewVersion): LedgerEntry {
  return {
    at: times.recordedAt,
    actor: 'blacklist-registry',
    action: `listing.${change.kind}`,
    subject: listing.id,
    courtCode: listing.courtCode,
    detail: {
      cause: 'cause' in change ? change.cause : null,
      since: times.validFrom,
      version: change.version,
      previousVersion,
      state: listing.status,
    },
  };
}
