/** Whether the debtor's other listings stand in the way, read live from the registry. */
export interface OtherListingsFinding {
  rule: 'OTHER_LISTINGS';
  result: Result;
  at: string;
  listings: string[];
}

/** Whether the debtor has other open cases: attested by an officer, who names the source and time. */
export interface OpenCasesFinding {
  rule: 'OPEN_CASES';
  result: Result;
  at: string;
  source: string;
  attestedBy: string;
}

/** What the examination found. Recorded with the decision; a failed finding does not bar it yet. */
export type Finding = OtherListingsFinding | OpenCasesFinding;
type Result = 'FAILED' | 'SATISFIED';

/** 本案以外是否仍有在列记录: a repair is for this case only (仅因本案), so the others are named. */
export function findOtherListings(listings: readonly string[], at: Date): OtherListingsFinding {
  const result = listings.length > 0 ? 'FAILED' : 'SATISFIED';
  return { rule: 'OTHER_LISTINGS', result, at: at.toISOString(), listings: [...listings] };
}

export interface OpenCases {
  found: boolean;
  source: string;
  queriedAt: Date;
}

/** 有无其他未结案件: no machine can read it across courts, so it rests on the officer's word. */
export function attestOpenCases(cases: OpenCases, officer: string): OpenCasesFinding {
  return {
    rule: 'OPEN_CASES',
    result: cases.found ? 'FAILED' : 'SATISFIED',
    at: cases.queriedAt.toISOString(),
    source: cases.source,
    attestedBy: officer,
  };
}
