import { shanghaiDate } from '#calendar';
import { enter, evolve, type Listing, type ListingChanged } from '../listing.js';
import { startOfDay } from '../months.js';
import type { ImportedRecord } from './import-record.js';

/** One entry of an imported listing's history. */
export interface ImportedVersion {
  listing: Listing;
  change: ListingChanged;
  previousVersion: number | null;
  times: { validFrom: Date; recordedAt: Date };
}

interface EnteredRecord {
  id: string;
  courtCode: string;
  record: ImportedRecord;
  now: Date;
}

/**
 * A published record as listing: on the list since the court published it, and in this register since
 * now. One whose term is over has ended already, on the day after its last (Art 10 ¶2): it answers
 * for the time that it was in force, and nobody is told of it, since nobody was ever told here that it
 * began. Left to the timer, an old export would be a message per listing to every subscriber.
 * @returns its versions, the first first.
 */
export function enterImported({
  id,
  courtCode,
  record,
  now,
}: EnteredRecord): [ImportedVersion, ...ImportedVersion[]] {
  const { content, termEndsOn, publishedOn, endedOn } = record;
  const isToday = publishedOn === shanghaiDate(now);
  const validFrom = isToday ? now : startOfDay(publishedOn);
  const { listing, change } = enter({
    ...{ id, courtCode, publication: { kind: 'AT_ONCE' }, now: validFrom },
    term: { grounds: content.grounds, ruleVersion: content.ruleVersion, termEndsOn },
  });
  const first = { change, previousVersion: null, times: { validFrom, recordedAt: now } };
  if (endedOn === null) return [{ listing, ...first }];
  const unannounced = { ...listing, publishedAt: null };
  const ended: ListingChanged = {
    ...{ kind: 'removed', version: listing.version + 1 },
    ...{ basis: 'E_TERM_EXPIRED', cause: 'TERM_EXPIRED' },
  };
  return [
    { listing: unannounced, ...first },
    {
      listing: evolve(unannounced, ended, now),
      change: ended,
      previousVersion: listing.version,
      times: { validFrom: startOfDay(endedOn), recordedAt: now },
    },
  ];
}
