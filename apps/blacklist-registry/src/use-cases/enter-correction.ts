import { Injectable } from '@nestjs/common';
import { Clock, conflict, invalid, notFound, Problem, requireCourt, type Actor } from '#bootstrap';
import { shanghaiDate } from '#calendar';
import { newId } from '#contracts';
import { appendLedger } from '#ledger';
import { UnitOfWork, type Transaction } from '#messaging';
import { correctedTerm, type Correction } from '../domain/correction.js';
import { isOpen } from '../domain/listing.js';
import { refuseDates } from '../domain/listing-dates.js';
import { BAR_RULES, findBar } from '../domain/must-not-list.js';
import { isTermOver } from '../domain/term.js';
import { CorrectionStore } from '../storage/correction.store.js';
import type { StoredListing } from '../storage/listing-columns.js';
import { ListingStore } from '../storage/listing.store.js';
import { instrumentNumber } from './list-debtor.js';

export interface EnteredCorrection {
  id: string;
  /** `sha256:<hex>`, keyed; the order that brings the correction into effect repeats it. */
  digest: string;
}

/**
 * 更正 (Art 9): an officer leaves the corrected content here, where it waits for the court's order. The
 * order carries its id and digest alone, so that nothing personal travels.
 */
@Injectable()
export class EnterCorrection {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly listings: ListingStore,
    private readonly corrections: CorrectionStore,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem 403 OTHER_COURT, 404, 409 LISTING_ENDED, 422 with the field and the rule. */
  execute(listingId: string, entered: Correction, actor: Actor): Promise<EnteredCorrection> {
    return this.unitOfWork.run((tx) => this.enter(tx, listingId, canonical(entered), actor));
  }

  private async enter(
    tx: Transaction,
    listingId: string,
    content: Correction,
    actor: Actor,
  ): Promise<EnteredCorrection> {
    const stored = await this.listings.find(tx.manager, listingId);
    if (!stored) throw notFound('id');
    const { courtCode } = stored.listing;
    requireCourt(actor, courtCode, 'id');
    if (!isOpen(stored.listing)) throw conflict('LISTING_ENDED', 'id');
    const now = this.clock.now();
    const fields = refuse(stored, content, shanghaiDate(now));
    const { subject } = content;
    if (subject && (await this.listings.isSomebodyElse(tx.manager, listingId, subject))) {
      throw invalid('OTHER_DEBTOR', 'subject');
    }
    const id = newId('cor');
    const digest = await this.corrections.insert(tx.manager, {
      id,
      listingId,
      courtCode,
      content,
      madeBy: actor.sub,
      madeAt: now,
    });
    await appendLedger(tx.manager, {
      at: now,
      actor: actor.sub,
      action: 'correction.entered',
      subject: listingId,
      courtCode,
      detail: { correctionId: id, digest, fields },
    });
    return { id, digest };
  }
}

/** @returns the names of the corrected fields. @throws Problem 422. */
function refuse(
  { listing, subject, termFacts, filedOn }: StoredListing,
  content: Correction,
  today: string,
): string[] {
  const fields = Object.entries(content).flatMap(([name, value]) =>
    value === undefined ? [] : [name],
  );
  if (fields.length === 0) throw invalid('NOTHING_CORRECTED', '');
  if (content.subject && content.subject.type !== subject.type) {
    throw invalid('SUBJECT_TYPE_STAYS', 'subject.type');
  }
  const decidedOn = content.decidedOn ?? termFacts.decidedOn;
  const dates = refuseDates(content.filedOn ?? filedOn, decidedOn, today);
  if (dates) throw invalid(dates.rule, dates.field);
  const term = correctedTerm(termFacts, content);
  if ('refusal' in term) {
    throw invalid(term.refusal, term.refusal === 'RULE_VERSION' ? 'ruleVersion' : 'extension');
  }
  // A correction must not end a listing by the back door: that is what the exits are for.
  if (isTermOver(term, today) && !isTermOver(listing.term, today)) {
    throw invalid('TERM_OVER', 'decidedOn');
  }
  const bar =
    content.subject &&
    findBar({ subject: content.subject, grounds: term.grounds, decidedOn, bars: [] });
  if (bar) {
    const { legalSource } = BAR_RULES[bar];
    throw new Problem(422, bar, { field: 'subject.idNumber', vars: { legalSource } });
  }
  return fields;
}

function canonical(content: Correction): Correction {
  const { instrument } = content;
  if (!instrument) return content;
  return { ...content, instrument: { ...instrument, number: instrumentNumber(instrument.number) } };
}
