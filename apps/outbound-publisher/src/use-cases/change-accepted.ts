import { newId, type ChangeAccepted } from '#contracts';
import { aggregateOf, restrictionOf, type Change } from '../domain/change.js';

/** What repair-decision is told once per change: it was taken in, and so many must do as it says. */
export function changeAccepted(event: Change, expected: number, now: Date): ChangeAccepted {
  const { listingRef, version, decisionId } = event.data;
  const restrictionRef = restrictionOf(event);
  return {
    specversion: '1.0',
    id: newId('evt'),
    source: 'urn:yichu:publisher',
    type: 'change.accepted.v1',
    subject: aggregateOf(event),
    time: now.toISOString(),
    datacontenttype: 'application/json',
    // All that is heard of a listing's case comes in order, restrictions included.
    partitionkey: listingRef,
    subjectversion: version,
    correlationid: event.correlationid,
    causationid: event.id,
    data: {
      ...{ listingRef, version, decisionId, expected },
      ...(restrictionRef !== null && { restrictionRef }),
    },
  };
}
