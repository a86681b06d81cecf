import type { ListingChangeData, ListingsImported } from '#contracts';
import { requiredPresence } from './required-presence.js';

type ImportedListing = ListingsImported['data']['listings'][number];
type Court = ListingsImported['data']['court'];

/** 北京时间: a listing is published on a day of the court's. */
const BEGINNING_OF_DAY = 'T00:00:00.000+08:00';

/** What a holder needs to show a listing, and no more; its reference and version come before. */
interface ShownListing {
  state: 'PUBLISHED';
  court: Court;
  caseNumber: string;
  subject: { type: 'UNIT'; name: string; uscc: string } | { type: 'PERSON' };
  grounds?: ListingChangeData['grounds'];
  termEndsOn?: string;
  effectiveAt: string;
}

/**
 * What a snapshot says of a listing, as JSON text; null where nobody is to show it: of what left the
 * list nothing is kept here. Why it came back, and by whose decision, is no reader's business.
 */
export function shownListing(data: ListingChangeData): string | null {
  return requiredPresence(data) === 'present' ? shown(data, data.effectiveAt) : null;
}

/** The same of a listing that was taken over with its court's whole list. */
export function shownImport(court: Court, listing: ImportedListing): string {
  return shown({ court, ...listing }, instantOf(listing.publishedOn));
}

function shown(
  given: Pick<ListingChangeData, 'court' | 'caseNumber' | 'subject' | 'grounds' | 'termEndsOn'>,
  effectiveAt: string,
): string {
  const { court, caseNumber, subject, grounds, termEndsOn } = given;
  // Field by field: what a message may hold beyond its schema never gets into a file.
  const listing: ShownListing = {
    state: 'PUBLISHED',
    court: { code: court.code, name: court.name },
    caseNumber,
    subject:
      subject.type === 'UNIT'
        ? { type: 'UNIT', name: subject.name, uscc: subject.uscc }
        : { type: 'PERSON' },
    ...(grounds && grounds.length > 0 && { grounds }),
    ...(termEndsOn && { termEndsOn }),
    effectiveAt,
  };
  return JSON.stringify(listing);
}

function instantOf(day: string): string {
  return new Date(`${day}${BEGINNING_OF_DAY}`).toISOString();
}
