import type { ListingGround } from '#contracts';
import { maskIdNumber } from './court-record.js';
import type { InForce } from './standing.js';

/** What kind of statement it is, in its signed header. */
export const STATUS_TYP = 'yichu-status+jwt';

/** Whom the statement is about: a person by a masked number, since it will be handed on. */
export type StatedSubject =
  { type: 'UNIT'; uscc: string } | { type: 'PERSON'; maskedIdNumber: string };

/** What is never in a statement for the public (see `AskStatus`). */
export const WITHHELD_FROM_PUBLIC = ['REVOKED_AS_ERROR', 'CORRECTED_SUBJECT'] as const;

export interface StatedListing {
  id: string;
  court: { code: string; name: string };
  caseNumber: string;
  grounds: ListingGround[];
  since: string;
  until: string | null;
  termEndsOn: string | null;
}

/** The claims of a signed answer; all times RFC 3339 UTC, `iat` in seconds as JWTs have it. */
export interface StatusStatement {
  iss: 'urn:yichu:registry';
  iat: number;
  subject: StatedSubject;
  at: string;
  knownAt: string;
  completeThrough: string;
  recordedSince: string | null;
  withholds: readonly string[];
  listings: StatedListing[];
  notice: string;
}

/** Printed with every statement: what it proves, and what it does not. */
const NOTICE =
  '本证明仅说明所询主体在所询时点是否在本登记库公布的失信被执行人名单中，逐案列明，各案互不影响。' +
  '已移出名单的信息不得作为现时信用惩戒的依据。登记起始时间（recordedSince）之前已结束的信息，本登记库可能未予登记。';

export interface Stated {
  now: Date;
  subject: StatedSubject;
  at: Date;
  knownAt: Date;
  completeThrough: Date;
  recordedSince: Date | null;
  withholds: readonly string[];
  listings: readonly InForce[];
  courtName: (code: string) => string;
}

export function statusStatement(stated: Stated): StatusStatement {
  return {
    iss: 'urn:yichu:registry',
    iat: Math.floor(stated.now.getTime() / 1000),
    subject: stated.subject,
    at: stated.at.toISOString(),
    knownAt: stated.knownAt.toISOString(),
    completeThrough: stated.completeThrough.toISOString(),
    recordedSince: stated.recordedSince?.toISOString() ?? null,
    withholds: stated.withholds,
    listings: stated.listings.map(({ listingId, courtCode, since, until, ...listing }) => ({
      id: listingId,
      court: { code: courtCode, name: stated.courtName(courtCode) },
      caseNumber: listing.caseNumber,
      grounds: listing.grounds,
      since: since.toISOString(),
      until: until?.toISOString() ?? null,
      termEndsOn: listing.termEndsOn,
    })),
    notice: NOTICE,
  };
}

export function maskedPerson(idNumber: string): StatedSubject {
  return { type: 'PERSON', maskedIdNumber: maskIdNumber(idNumber) };
}
