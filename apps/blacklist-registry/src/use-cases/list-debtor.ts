import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, invalid, Problem, type Actor } from '#bootstrap';
import { shanghaiDate } from '#calendar';
import { newId } from '#contracts';
import { courtName, parseCaseNumber } from '#identifiers';
import { appendLedger } from '#ledger';
import { UnitOfWork, type Transaction } from '#messaging';
import type { RestrictionEntry } from '../domain/imposition.js';
import { enter, type Listing, type Publication } from '../domain/listing.js';
import { listingChangeEvent } from '../domain/listing-change-event.js';
import { refuseDates } from '../domain/listing-dates.js';
import type { ListingEntry } from '../domain/listing-entry.js';
import { BAR_RULES, findBar } from '../domain/must-not-list.js';
import { publicationOf } from '../domain/publication.js';
import { barredUntil } from '../domain/relisting-bar.js';
import { isTermOver, termOf, type Term } from '../domain/term.js';
import { ListingVersionStore } from '../storage/listing-version.store.js';
import { isListedTwice, ListingStore } from '../storage/listing.store.js';
import { publicPart } from './apply-correction.js';
import { ImposeRestrictions } from './impose-restrictions.js';
import { owningCourt } from './owning-court.js';

/** A listing with the restrictions that the court imposed beside it: none unless it says so. */
export interface Submitted extends ListingEntry {
  restrictions: readonly RestrictionEntry[];
}

interface Accepted {
  entry: Submitted;
  courtCode: string;
  term: Term;
  publication: Publication;
  actor: Actor;
  now: Date;
}

/** A court lists a debtor under one of its cases: published at once, on a later day, or after a grace. */
@Injectable()
export class ListDebtor {
  constructor(
    private readonly dataSource: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly listings: ListingStore,
    private readonly versions: ListingVersionStore,
    private readonly imposeRestrictions: ImposeRestrictions,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws Problem 403 OTHER_COURT, 409 DUPLICATE_LISTING (its extension `listing` names the one there
   * is) or RELISTING_BARRED (extension `barredUntil`), 422 with the field and the rule; REQUIRED of
   * `applicant` with the same extension.
   */
  async execute(submitted: Submitted, actor: Actor): Promise<Listing> {
    const now = this.clock.now();
    const courtCode = owningCourt(submitted.caseNumber, actor);
    const { instrument } = submitted;
    const entry: Submitted = {
      ...submitted,
      instrument: { ...instrument, number: instrumentNumber(instrument.number) },
    };
    const accepted = { entry, courtCode, actor, now, ...judge(entry, shanghaiDate(now)) };
    try {
      return await this.unitOfWork.run((tx) => this.list(tx, accepted));
    } catch (error) {
      // The index decides, not a look beforehand: two officers may list at the same moment.
      throw isListedTwice(error) ? await this.duplicate(courtCode, entry) : error;
    }
  }

  /** Names the listing: of the officer's own court, who may have made it and lost the answer. */
  private async duplicate(courtCode: string, entry: ListingEntry): Promise<Problem> {
    const { manager } = this.dataSource;
    const listing = await this.listings.findListed(manager, { ...entry, courtCode });
    return new Problem(409, 'DUPLICATE_LISTING', {
      field: 'caseNumber',
      ...(listing && { extensions: { listing } }),
    });
  }

  /** Only the creditor's own application is barred; during the bar it has to be said whose it is. */
  private async refuseBarred(tx: Transaction, { entry, courtCode }: Accepted): Promise<void> {
    if (entry.applicant === 'EX_OFFICIO') return;
    const debtor = { ...entry, courtCode, instrumentNumber: entry.instrument.number };
    const deletedAt = await this.listings.deletedAtCreditorsRequest(tx.manager, debtor);
    const until = deletedAt && barredUntil(shanghaiDate(deletedAt), entry.decidedOn);
    if (!until) return;
    const why = { field: 'applicant', vars: { until }, extensions: { barredUntil: until } };
    throw entry.applicant === null
      ? new Problem(422, 'REQUIRED', why)
      : new Problem(409, 'RELISTING_BARRED', why);
  }

  private async list(tx: Transaction, accepted: Accepted): Promise<Listing> {
    const { entry, courtCode, term, publication, actor, now } = accepted;
    await this.refuseBarred(tx, accepted);
    const { listing, change } = enter({
      id: newId('lst'),
      courtCode,
      term,
      publication,
      now,
    });
    const times = { validFrom: now, recordedAt: now };
    await this.listings.insert(tx.manager, listing, entry, times);
    const version = { listing, change, previousVersion: null, order: null, times };
    await this.versions.append(tx.manager, version);
    await appendLedger(tx.manager, {
      at: now,
      actor: actor.sub,
      action: `listing.${change.kind}`,
      subject: listing.id,
      courtCode,
      detail: explained(entry, listing),
    });
    if (entry.restrictions.length > 0) await this.impose(tx, listing, accepted);
    if (change.kind !== 'published') return listing;
    await tx.publish({
      topic: 'listing-changes',
      event: listingChangeEvent({
        eventId: newId('evt'),
        now,
        listing,
        change,
        previousVersion: null,
        order: null,
        effectiveAt: now.toISOString(),
        courtName: courtName(courtCode),
        caseNumber: entry.caseNumber,
        subject: publicPart(entry.subject),
      }),
    });
    return listing;
  }

  private async impose(tx: Transaction, { id }: Listing, { entry, ...given }: Accepted) {
    const { courtCode, actor } = given;
    const { filedOn, restrictions } = entry;
    await this.imposeRestrictions.impose(tx, {
      listing: { id, courtCode, subjectType: entry.subject.type, filedOn },
      restrictions,
      actor,
      path: (index) => `restrictions.${index}.`,
    });
  }
}

/** @throws Problem 422 with the field and the rule that stands against the listing. */
function judge(entry: ListingEntry, today: string): { term: Term; publication: Publication } {
  const dates = refuseDates(entry.filedOn, entry.decidedOn, today);
  if (dates) throw invalid(dates.rule, dates.field);
  const bar = findBar(entry);
  if (bar) {
    const { legalSource } = BAR_RULES[bar];
    const field = bar === 'N5_MINOR' && !entry.bars.includes(bar) ? 'subject.idNumber' : 'bars';
    throw new Problem(422, bar, { field, vars: { legalSource }, extensions: { legalSource } });
  }
  const term = termOf(entry);
  if ('refusal' in term) {
    throw invalid(term.refusal, term.refusal === 'RULE_VERSION' ? 'ruleVersion' : 'extension');
  }
  if (isTermOver(term, today)) throw invalid('TERM_OVER', 'decidedOn');
  const publication = publicationOf(entry, today);
  if ('rule' in publication) throw invalid(publication.rule, publication.field);
  return { term, publication };
}

function explained(entry: ListingEntry, { version, status, term }: Listing) {
  const { caseNumber, grounds, subject, decidedOn, imposedBy, applicant, bars } = entry;
  const { ruleVersion, termEndsOn } = term;
  return {
    version,
    state: status,
    caseNumber,
    grounds,
    ruleVersion,
    termEndsOn,
    subjectType: subject.type,
    decidedOn,
    imposedBy,
    applicant,
    bars,
    grace: entry.grace,
    publishOn: entry.publishOn,
  };
}

/** Instruments of courts get one spelling; those of arbitration bodies stay as written. */
export function instrumentNumber(value: string): string {
  const parsed = parseCaseNumber(value);
  return parsed.ok ? parsed.canonical : value;
}
