import { createHash } from 'node:crypto';
import { newId, type ListingChange } from '#contracts';
import type { PreparedMessage } from '#messaging';
import { signDetached, type SigningKey } from '#signing';
import { COURT, OTHER_COURT, unitCode } from '#stack';
import type { Sent } from './evidence.js';
import type { Seeded } from './seeded.js';

interface Listing {
  ref: string;
  number: number;
  court: string;
  version: number;
  /** Of its newest version. */
  listed: boolean;
}

export interface NextChange extends Sent {
  message: PreparedMessage;
}

const COURTS = [COURT, OTHER_COURT];
const NEW = 0.35;
const LONGEST_HISTORY = 6;
/** So many listings are changed at a time: a listing's versions come close together. */
const UNDER_WAY = 40;

/** The registry's part in a soak: listings that are published, shielded, restored and removed at random. */
export class Listings {
  private readonly underWay: Listing[] = [];
  private count = 0;
  private no = 0;

  constructor(
    private readonly seeded: Seeded,
    private readonly key: SigningKey,
  ) {}

  /** How many changes there are so far. */
  get made(): number {
    return this.no;
  }

  async next(): Promise<NextChange> {
    const { underWay, seeded } = this;
    const isNew = underWay.length === 0 || (underWay.length < UNDER_WAY && seeded.chance(NEW));
    const listing = isNew ? this.publish() : seeded.pick(underWay);
    listing.version++;
    listing.listed = listing.version % 2 === 1;
    if (listing.version >= LONGEST_HISTORY) underWay.splice(underWay.indexOf(listing), 1);
    const event = changeOf(listing);
    const bytes = Buffer.from(JSON.stringify(event));
    return {
      eventId: event.id,
      no: this.no++,
      listing: listing.ref,
      version: listing.version,
      type: event.type,
      court: listing.court,
      hash: createHash('sha256').update(bytes).digest('base64url'),
      message: { key: listing.ref, bytes, jws: await signDetached(bytes, this.key) },
    };
  }

  private publish(): Listing {
    const listing = {
      ref: newId('lst'),
      number: this.count++,
      court: this.seeded.pick(COURTS),
      version: 0,
      listed: false,
    };
    this.underWay.push(listing);
    return listing;
  }
}

function changeOf({ ref, number, court, version, listed }: Listing): ListingChange {
  const now = new Date().toISOString();
  const decisionId = version === 1 ? null : newId('dec');
  const ends = version >= LONGEST_HISTORY;
  const kind = ends
    ? { type: 'listing.removed.v1', state: 'DELETED', requiredAction: 'delete', basis: 'P_EARLY' }
    : version === 1
      ? { type: 'listing.published.v1', state: 'PUBLISHED', requiredAction: 'list', basis: null }
      : listed
        ? {
            ...{ type: 'listing.restored.v1', state: 'PUBLISHED', requiredAction: 'relist' },
            basis: 'T_TEMP_SHIELD',
          }
        : {
            ...{ type: 'listing.shielded.v1', state: 'SHIELDED', requiredAction: 'shield' },
            basis: 'T_TEMP_SHIELD',
          };
  const { type, ...rest } = kind;
  return {
    specversion: '1.0',
    id: newId('evt'),
    source: 'urn:yichu:registry',
    type,
    subject: ref,
    time: now,
    datacontenttype: 'application/json',
    partitionkey: ref,
    subjectversion: version,
    correlationid: decisionId ?? ref,
    causationid: decisionId === null ? ref : newId('ord'),
    data: {
      listingRef: ref,
      version,
      previousVersion: version === 1 ? null : version - 1,
      ...rest,
      until: null,
      court: { code: court, name: '试炼人民法院' },
      caseNumber: `（2025）${court}执${number + 1}号`,
      subject: { type: 'UNIT', name: `合肥试炼${number}号有限公司`, uscc: unitCode(number) },
      effectiveAt: now,
      decisionId,
      scope: 'THIS_CASE_ONLY',
    },
  } as ListingChange;
}
