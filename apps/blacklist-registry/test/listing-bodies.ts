import type { ListingRequest } from '../src/api/listing.requests.js';

/** The demo court: 合肥市蜀山区人民法院. */
export const COURT = '皖0104';
export const OTHER_COURT = '皖0103';
/** Born in 1900: no living person has it. */
export const ID_NUMBER = '340104190006150018';
export const OTHER_ID_NUMBER = '460200190112310035';
export const PERSON_NAME = '周明远';

let running = 0;

/** A case number that no other test of the run uses. */
export function aCaseNumber(court = COURT): string {
  running += 1;
  return `（2026）${court}执${running}号`;
}

/** A body of `POST /v1/listings` that is accepted; each under a case of its own. */
export function aUnit(more: Partial<ListingRequest> = {}): ListingRequest {
  return {
    caseNumber: aCaseNumber(),
    subject: { type: 'UNIT', name: '合肥青禾建材有限公司', uscc: '91340100TE5T000167' },
    grounds: ['L1_ABLE_BUT_REFUSES'],
    instrument: { number: '（2025）皖0104民初456号', maker: '合肥市蜀山区人民法院' },
    duty: '支付货款 386,000 元及利息',
    performance: 'NONE',
    filedOn: '2026-01-15',
    decidedOn: '2026-03-02',
    ...more,
  };
}

export function aPerson(more: Partial<ListingRequest> = {}, idNumber = ID_NUMBER): ListingRequest {
  return aUnit({ subject: { type: 'PERSON', name: PERSON_NAME, idNumber }, ...more });
}
