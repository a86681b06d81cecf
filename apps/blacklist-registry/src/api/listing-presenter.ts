import { shanghaiDate } from '#calendar';
import type { Correction } from '../domain/correction.js';
import type { CourtRecord } from '../domain/court-record.js';
import type { Listing } from '../domain/listing.js';
import { ruleVersionOn } from '../domain/term.js';
import { untilOf } from '../domain/until-of.js';
import type { Submitted } from '../use-cases/list-debtor.js';
import type { Background } from '../use-cases/read-listing.js';
import type { CorrectionRequest } from './listing-act.requests.js';
import type { ListingRequest } from './listing.requests.js';
import { toResponse, type ListingResponse } from './listing.responses.js';

/** What an officer entered, with what is left out filled in. */
export function toEntry(request: ListingRequest): Submitted {
  return {
    ...request,
    ruleVersion: request.ruleVersion ?? ruleVersionOn(request.decidedOn),
    extension: request.extension ?? null,
    conduct: request.conduct ?? null,
    performedPart: request.performedPart ?? null,
    unperformedPart: request.unperformedPart ?? null,
    imposedBy: request.imposedBy ?? null,
    applicant: request.applicant ?? null,
    bars: request.bars ?? [],
    grace: request.grace ?? null,
    publishOn: request.publishOn ?? null,
    restrictions: request.restrictions ?? [],
  };
}

/** Only what was given: a field that is left out stays as it is. */
export function toCorrection(request: CorrectionRequest): Correction {
  const given = Object.entries(request).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given);
}

/** For the staff of the court that listed. */
export function toCourtResponse(record: CourtRecord): ListingResponse {
  const { listing, debtor, ...rest } = record;
  return { ...toResponse(listing), ...datesOf(listing), ...rest, subject: debtor };
}

/** For the decision service's rules: all that they go by, and nothing that says who the debtor is. */
export function toBackgroundResponse(listing: Listing, background: Background): ListingResponse {
  const { stored, others, earlier, restrictions, lastExit, exits } = background;
  const { caseNumber, subject, termFacts, filedOn, imposedBy, applicant } = stored;
  const { grounds, ruleVersion, decidedOn } = termFacts;
  return {
    ...toResponse(listing),
    ...datesOf(listing),
    caseNumber,
    grounds,
    ruleVersion,
    filedOn,
    decidedOn,
    imposedBy,
    applicant,
    subjectType: subject.type,
    others,
    earlier: earlier.map(({ id, endedAt, basis }) => ({
      id,
      endedAt: endedAt.toISOString(),
      endedOn: shanghaiDate(endedAt),
      basis,
    })),
    restrictions,
    lastExit: lastExit && { ...lastExit, at: lastExit.at.toISOString() },
    exits,
  };
}

function datesOf(listing: Listing) {
  const { term, publishedAt } = listing;
  return {
    termEndsOn: term.termEndsOn,
    until: untilOf(listing),
    publishedAt: publishedAt?.toISOString() ?? null,
  };
}
