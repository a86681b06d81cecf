import type { ListingsImported } from '#contracts';
import type { Listing } from '../listing.js';
import type { PublicSubject } from '../listing-change-event.js';
import type { ImportedRecord } from './import-record.js';

/** Well below what consumers park unread, so that the envelope fits too. */
const MAX_BYTES = 190 * 1024;

type ImportedEntry = ListingsImported['data']['listings'][number];

/** What subscribers may know of an imported listing: as for any other, nothing of a person. */
export function importedEntry({ id, term }: Listing, record: ImportedRecord): ImportedEntry {
  const { caseNumber, content, publishedOn } = record;
  return {
    listingRef: id,
    version: 1,
    state: 'PUBLISHED',
    caseNumber,
    subject: publicSubject(record),
    publishedOn,
    grounds: content.grounds,
    termEndsOn: term.termEndsOn,
  };
}

export function publicSubject({ content: { subject } }: ImportedRecord): PublicSubject {
  return subject.type === 'UNIT'
    ? { type: 'UNIT', name: subject.name, uscc: subject.uscc }
    : { type: 'PERSON' };
}

/** Divides entries so that each part fits one message. */
export function messageParts(entries: readonly ImportedEntry[]): ImportedEntry[][] {
  const parts: ImportedEntry[][] = [];
  let part: ImportedEntry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = sizeOf(entry);
    if (bytes + size > MAX_BYTES) {
      parts.push(part);
      part = [];
      bytes = 0;
    }
    part.push(entry);
    bytes += size;
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

/** An upper bound of its JSON: a character has at most three bytes, and escapes are as long. */
function sizeOf({ caseNumber, subject, grounds = [] }: ImportedEntry): number {
  const name = subject.type === 'UNIT' && 'name' in subject ? subject.name : '';
  return 300 + 3 * caseNumber.length + 6 * name.length + 30 * grounds.length;
}

/** One message with a part of a court's list (基线导入); it makes no obligations. */
export function listingsImportedEvent({
  eventId,
  now,
  importId,
  chunk,
  court,
  listings,
}: {
  eventId: string;
  now: Date;
  importId: string;
  chunk: number;
  court: { code: string; name: string };
  listings: ImportedEntry[];
}): ListingsImported {
  return {
    specversion: '1.0',
    id: eventId,
    source: 'urn:yichu:registry',
    type: 'listings.imported.v1',
    subject: importId,
    time: now.toISOString(),
    datacontenttype: 'application/json',
    partitionkey: importId,
    subjectversion: 0,
    correlationid: importId,
    causationid: importId,
    data: { importId, chunk, court, batch: true, listings },
  };
}
