import { newId, type ListingChange } from '#contracts';
import type { PreparedMessage } from '#messaging';
import { signDetached, type SigningKey } from '#signing';
import { COURT, unitCode } from '#stack';

/** One change as the receiver has to know it: which listing, which version. */
export interface PlannedChange {
  eventId: string;
  listing: number;
  version: number;
  message: PreparedMessage;
}

/** Listings that are published, and soon after removed: so many at a time. */
const WINDOW = 20;

/**
 * `count` signed changes: listings are published in windows, and each window is removed again right
 * after, so that the order of versions is worth checking. `court` is whose listings they are.
 */
export async function plannedChanges(
  count: number,
  key: SigningKey,
  court = COURT,
): Promise<PlannedChange[]> {
  const planned: PlannedChange[] = [];
  const refs: string[] = [];
  for (let first = 0; planned.length < count; first += WINDOW) {
    for (const version of [1, 2] as const) {
      for (let listing = first; listing < first + WINDOW && planned.length < count; listing++) {
        const ref = (refs[listing] ??= newId('lst'));
        const event = change({ ref, court, number: listing, version });
        const bytes = Buffer.from(JSON.stringify(event));
        const jws = await signDetached(bytes, key);
        planned.push({
          eventId: event.id,
          listing,
          version,
          message: { key: event.subject, bytes, jws },
        });
      }
    }
  }
  return planned;
}

interface Version {
  ref: string;
  court: string;
  number: number;
  version: 1 | 2;
}

function change({ ref, court, number, version }: Version): ListingChange {
  const now = new Date().toISOString();
  const removed = version === 2;
  const decisionId = removed ? newId('dec') : null;
  return {
    specversion: '1.0',
    id: newId('evt'),
    source: 'urn:yichu:registry',
    type: removed ? 'listing.removed.v1' : 'listing.published.v1',
    subject: ref,
    time: now,
    datacontenttype: 'application/json',
    partitionkey: ref,
    subjectversion: version,
    correlationid: decisionId ?? ref,
    causationid: removed ? newId('ord') : ref,
    data: {
      listingRef: ref,
      version,
      previousVersion: removed ? 1 : null,
      state: removed ? 'DELETED' : 'PUBLISHED',
      requiredAction: removed ? 'delete' : 'list',
      basis: removed ? 'D1_PERFORMED' : null,
      until: null,
      court: { code: court, name: '测速人民法院' },
      caseNumber: `（2025）${court}执${number + 1}号`,
      subject: { type: 'UNIT', name: `合肥测速${number}号有限公司`, uscc: unitCode(number) },
      effectiveAt: now,
      decisionId,
      scope: 'THIS_CASE_ONLY',
    },
  };
}
