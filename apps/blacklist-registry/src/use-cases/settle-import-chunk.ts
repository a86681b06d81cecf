import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock, conflict } from '#bootstrap';
import { newId } from '#contracts';
import { courtName } from '#identifiers';
import { appendLedgerRows, type LedgerEntry } from '#ledger';
import { UnitOfWork, type Transaction } from '#messaging';
import { enterImported } from '../domain/import/enter-imported.js';
import {
  importedEntry,
  listingsImportedEvent,
  messageParts,
  publicSubject,
} from '../domain/import/imported-event.js';
import type { ListingImport } from '../domain/import/import-progress.js';
import { settleRows, type CheckedRow, type NewListing } from '../domain/import/settle-rows.js';
import { listingChangeEvent } from '../domain/listing-change-event.js';
import {
  ImportedListingStore,
  isListedMeanwhile,
  type ImportedListing,
} from '../storage/imported-listing.store.js';
import { ImportStore } from '../storage/import.store.js';

export interface ImportChunk {
  rows: readonly CheckedRow[];
  lastLine: number;
  /** Over the header and all rows up to `lastLine`. */
  digest: Buffer;
  bytesRead: number;
}

const MAX_ATTEMPTS = 5;

/** One transaction of an import: its rows, their listings, what is told of them, and how far it is. */
@Injectable()
export class SettleImportChunk {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly imports: ImportStore,
    private readonly listings: ImportedListingStore,
    private readonly clock: Clock,
  ) {}

  /**
   * @param before the import as it was when the last chunk had been settled.
   * @returns it as it is now. @throws Problem 409 IMPORT_GOES_ON_ELSEWHERE.
   */
  async execute(before: ListingImport, chunk: ImportChunk): Promise<ListingImport> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.unitOfWork.run((tx) => this.settle(tx, before, chunk));
      } catch (error) {
        // An officer listed one of them by hand between our look and our write.
        if (!isListedMeanwhile(error) || attempt === MAX_ATTEMPTS) throw error;
      }
    }
  }

  private async settle(
    tx: Transaction,
    before: ListingImport,
    chunk: ImportChunk,
  ): Promise<ListingImport> {
    const { manager } = tx;
    const current = await this.imports.lock(manager, before.id);
    if (current?.lastLine !== before.lastLine || current.state === 'COMPLETED') {
      throw conflict('IMPORT_GOES_ON_ELSEWHERE', 'resume');
    }
    const keys = chunk.rows.flatMap(({ checked }) => ('record' in checked ? [checked.key] : []));
    const known = await this.listings.known(manager, before.courtCode, keys);
    const settled = settleRows(
      chunk.rows,
      (key) => known.get(key) ?? null,
      () => newId('lst'),
    );

    const now = this.clock.now();
    const imported = settled.news.map((one) => this.enter(one, before.courtCode, now));
    await this.listings.insert(manager, before.id, imported);
    await this.imports.clearMissing(manager, before.id, settled.listingIds);
    const messages =
      before.mode === 'baseline'
        ? await this.announceBatch(tx, before, imported, now)
        : await this.announceEach(tx, before, imported, now);
    const { accepted, alreadyThere, refused, flagged } = settled;
    const { lastLine, digest, bytesRead } = chunk;
    await this.imports.addChunk(manager, {
      ...{ importId: before.id, lastLine, accepted, alreadyThere, refused, flagged },
      ...{ listingIds: settled.listingIds, refusedCases: settled.refusedCases },
      rows: settled.report,
    });
    const change = {
      ...{ state: 'RUNNING' as const, updatedAt: now, lastLine, digest, bytesRead },
      chunks: before.chunks + messages,
      accepted: before.accepted + accepted,
      alreadyThere: before.alreadyThere + alreadyThere,
      refused: before.refused + refused,
      flagged: before.flagged + flagged,
    };
    await this.imports.update(manager, before.id, change);
    return { ...before, ...change };
  }

  private enter({ id, record }: NewListing, courtCode: string, now: Date): ImportedListing {
    const versions = enterImported({ id, courtCode, record, now });
    return { record, versions, now: versions.at(-1) ?? versions[0] };
  }

  /** As parts of a batch: nobody gets a message per listing. The ledger keeps what exactly was told. */
  private async announceBatch(
    tx: Transaction,
    before: ListingImport,
    imported: readonly ImportedListing[],
    now: Date,
  ): Promise<number> {
    const { id: importId, courtCode, startedBy, chunks } = before;
    const court = { code: courtCode, name: courtName(courtCode) };
    const ended = imported.filter(({ record }) => record.endedOn !== null);
    const listed = imported.filter(({ record }) => record.endedOn === null);
    const parts = messageParts(
      listed.map(({ now: { listing }, record }) => importedEntry(listing, record)),
    );
    const events = parts.map((listings, i) =>
      listingsImportedEvent({
        ...{ eventId: newId('evt'), now, importId, chunk: chunks + i + 1, court, listings },
      }),
    );
    for (const event of events) await tx.publish({ topic: 'listing-changes', event });
    await appendLedgerRows(
      tx.manager,
      events.map((event) => ({
        at: now,
        actor: startedBy,
        action: 'listings.imported',
        subject: importId,
        courtCode,
        detail: {
          chunk: event.data.chunk,
          count: event.data.listings.length,
          first: event.data.listings[0]?.listingRef,
          last: event.data.listings.at(-1)?.listingRef,
          eventId: event.id,
          digest: `sha256:${createHash('sha256').update(JSON.stringify(event)).digest('hex')}`,
        },
      })),
    );
    if (ended.length > 0) await appendLedgerRows(tx.manager, [endedEntry(before, ended, now)]);
    return events.length;
  }

  /** The new listings of a day go out as if listed one by one. */
  private async announceEach(
    tx: Transaction,
    { id: importId, courtCode, startedBy }: ListingImport,
    imported: readonly ImportedListing[],
    now: Date,
  ): Promise<number> {
    for (const { now: entered, record } of imported) {
      const { listing, change, times } = entered;
      if (change.kind !== 'published') throw new Error('A listing of today has ended already.');
      await tx.publish({
        topic: 'listing-changes',
        event: listingChangeEvent({
          ...{ eventId: newId('evt'), now, listing, change, previousVersion: null, order: null },
          effectiveAt: times.validFrom.toISOString(),
          courtName: courtName(courtCode),
          caseNumber: record.caseNumber,
          subject: publicSubject(record),
        }),
      });
    }
    await appendLedgerRows(
      tx.manager,
      imported.map(({ now: { listing }, record: { caseNumber, content, flags } }) => ({
        at: now,
        actor: startedBy,
        action: 'listing.published',
        subject: listing.id,
        courtCode,
        detail: {
          ...{ version: 1, state: listing.status, caseNumber, grounds: content.grounds },
          ...{ ruleVersion: content.ruleVersion, termEndsOn: listing.term.termEndsOn },
          ...{ subjectType: content.subject.type, decidedOn: content.decidedOn, importId, flags },
        },
      })),
    );
    return 0;
  }
}

/** Of what was taken in as ended, and told to nobody, the ledger keeps which those were. */
function endedEntry(
  { id: subject, courtCode, startedBy: actor }: ListingImport,
  ended: readonly ImportedListing[],
  at: Date,
): LedgerEntry {
  const ids = ended.map(({ now }) => now.listing.id);
  const digest = `sha256:${createHash('sha256').update(JSON.stringify(ids)).digest('hex')}`;
  return {
    ...{ at, actor, action: 'listings.imported-ended', subject, courtCode },
    detail: { count: ids.length, first: ids[0], last: ids.at(-1), cause: 'TERM_EXPIRED', digest },
  };
}
