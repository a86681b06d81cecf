import { shanghaiDate } from '#calendar';
import { startOfDay } from '../months.js';
import type { ReportedRow } from './import-progress.js';
import type { ImportedRecord, RefusedRecord } from './import-record.js';

/** What tells one listing from all others: a debtor under a case of a court. */
export interface NaturalKey {
  caseNumber: string;
  type: 'UNIT' | 'PERSON';
  /** 统一社会信用代码, or the keyed index of a person's number. */
  debtor: string;
}

/** One row as far as the file alone can tell. */
export interface CheckedRow {
  line: number;
  lastLine: number;
  checked:
    | { record: ImportedRecord; key: NaturalKey }
    | { refused: Omit<RefusedRecord, 'rule'> & { rule: string } };
}

export interface KnownListing {
  id: string;
  /** Listed, or on its way there. */
  isOpen: boolean;
  /** When its present state began. */
  validFrom: Date;
}

export interface NewListing {
  id: string;
  record: ImportedRecord;
}

export interface SettledRows {
  news: NewListing[];
  report: ReportedRow[];
  /** Of accepted rows and of those already there. */
  listingIds: string[];
  refusedCases: string[];
  accepted: number;
  alreadyThere: number;
  refused: number;
  flagged: number;
}

/**
 * Settles the rows of one chunk against what is known of their keys (court, case and debtor). What is
 * listed is already there; what has ended stays ended, because the registry knows better than an
 * export: only a publication after the end is a new listing.
 */
export function settleRows(
  rows: readonly CheckedRow[],
  knownOf: (key: NaturalKey) => KnownListing | null,
  newId: () => string,
): SettledRows {
  const settled: SettledRows = {
    ...{ news: [], report: [], listingIds: [], refusedCases: [] },
    ...{ accepted: 0, alreadyThere: 0, refused: 0, flagged: 0 },
  };
  const ofThisChunk = new Map<string, KnownListing>();
  for (const { line, checked } of rows) {
    if ('refused' in checked) {
      const { field, rule, caseNumber } = checked.refused;
      settled.refused += 1;
      settled.report.push({
        ...{ line, result: 'REFUSED', field, rule },
        ...(caseNumber !== null && { caseNumber }),
      });
      if (caseNumber !== null) settled.refusedCases.push(caseNumber);
      continue;
    }
    const { record } = checked;
    const key = Object.values(checked.key).join(' ');
    const known = ofThisChunk.get(key) ?? knownOf(checked.key);
    if (known && isSame(known, record)) {
      const { id: listing, isOpen } = known;
      settled.alreadyThere += 1;
      settled.listingIds.push(listing);
      settled.report.push({
        ...{ line, result: 'ALREADY_THERE', listing },
        ...(!isOpen && { ended: true }),
      });
      continue;
    }
    const id = newId();
    ofThisChunk.set(key, asKnown(id, record));
    settled.accepted += 1;
    settled.news.push({ id, record });
    settled.listingIds.push(id);
    const { flags } = record;
    if (flags.length > 0) settled.flagged += 1;
    settled.report.push({
      ...{ line, result: 'ACCEPTED', listing: id },
      ...(flags.length > 0 && { flags }),
    });
  }
  return settled;
}

function asKnown(id: string, { publishedOn, endedOn }: ImportedRecord): KnownListing {
  return { id, isOpen: endedOn === null, validFrom: startOfDay(endedOn ?? publishedOn) };
}

function isSame({ isOpen, validFrom }: KnownListing, { publishedOn }: ImportedRecord): boolean {
  return isOpen || publishedOn <= shanghaiDate(validFrom);
}
