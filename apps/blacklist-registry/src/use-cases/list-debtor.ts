import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, invalid, Problem, type Actor } from '#bootstrap';
import { shanghaiDate } from '#calendar';
import { newId } from '#contracts';
import { courtName, parseCaseNumber } from '#identifiers';
import { appendLedger } from '#ledger';
import { UnitOfWork, type Transaction } from '#messaging';
import { publish, type Listing } from '../domain/listing.js';
import { listingChangeEvent, type PublicSubject } from '../domain/listing-change-event.js';
import { refuseDates } from '../domain/listing-dates.js';
import type { ListingEntry, Subject } from '../domain/listing-entry.js';
import { ListingVersionStore } from '../storage/listing-version.store.js';
import { isListedTwice, ListingStore } from '../storage/listing.store.js';
import { owningCourt } from './owning-court.js';

/** A court lists a debtor under one of its cases: version 1, published at once. */
@Injectable()
export class ListDebtor {
  constructor(
    private readonly dataSource: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly listings: ListingStore,
    private readonly versions: ListingVersionStore,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem 403 OTHER_COURT, 409 DUPLICATE_LISTING (its extension `listing` names the one there is), 422 with the field and the rule. */
  async execute(submitted: ListingEntry, actor: Actor): Promise<Listing> {
    const now = this.clock.now();
    const courtCode = owningCourt(submitted.caseNumber, actor);
    const refusal = refuseDates(submitted.filedOn, submitted.decidedOn, shanghaiDate(now));
    if (refusal) throw invalid(refusal.rule, refusal.field);
    const { instrument } = submitted;
    const entry: ListingEntry = {
      ...submitted,
      instrument: { ...instrument, number: instrumentNumber(instrument.number) },
    };
    try {
      return await this.unitOfWork.run((tx) => this.list(tx, { entry, courtCode, actor, now }));
    } catch (error) {
      // The index decides, not a look beforehand: two officers may list at the same moment.
      throw isListedTwice(error) ? await this.duplicate(courtCode, entry) : error;
    }
  }

  /** Names the listing: of the officer's own court, who may have made it and lost the answer. */
  private async duplicate(courtCode: string, entry: ListingEntry): Promise<Problem> {
    const listing = await this.listings.findListed(this.dataSource.manager, courtCode, entry);
    return new Problem(409, 'DUPLICATE_LISTING', {
      field: 'caseNumber',
      ...(listing && { extensions: { listing } }),
    });
  }

  private async list(
    tx: Transaction,
    {
      entry,
      courtCode,
      actor,
      now,
    }: { entry: ListingEntry; courtCode: string; actor: Actor; now: Date },
  ): Promise<Listing> {
    const { listing, change } = publish(newId('lst'), courtCode);
    const times = { validFrom: now, recordedAt: now };
    await this.listings.insert(tx.manager, listing, entry, times);
    await this.versions.append(tx.manager, {
      listing,
      change,
      previousVersion: null,
      cause: null,
      times,
    });
    await appendLedger(tx.manager, {
      at: now,
      actor: actor.sub,
      action: 'listing.published',
      subject: listing.id,
      courtCode,
      detail: {
        version: 1,
        caseNumber: entry.caseNumber,
        grounds: entry.grounds,
        subjectType: entry.subject.type,
        decidedOn: entry.decidedOn,
      },
    });
    await tx.publish({
      topic: 'listing-changes',
      event: listingChangeEvent({
        eventId: newId('evt'),
        now,
        listing,
        change,
        previousVersion: null,
        cause: null,
        effectiveAt: now.toISOString(),
        courtName: courtName(courtCode),
        caseNumber: entry.caseNumber,
        subject: publicPart(entry.subject),
      }),
    });
    return listing;
  }
}

/** Instruments of courts get one spelling; those of arbitration bodies stay as written. */
function instrumentNumber(value: string): string {
  const parsed = parseCaseNumber(value);
  return parsed.ok ? parsed.canonical : value;
}

function publicPart(subject: Subject): PublicSubject {
  return subject.type === 'UNIT'
    ? { type: 'UNIT', name: subject.name, uscc: subject.uscc }
    : { type: 'PERSON' };
}
