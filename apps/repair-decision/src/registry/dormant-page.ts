/** A listing that sleeps, as the registry reports it. */
export interface DormantListing {
  id: string;
  courtCode: string;
  caseNumber: string;
  state: string;
  /** Such as TERM_ENDED, CASE_CLOSED, CASE_FULFILLED, NO_ACTIVITY; the registry may come to know more. */
  reasons: string[];
  termEndsOn: string | null;
  caseStatus: string | null;
  caseStatusOn: string | null;
  lastActivityAt: string | null;
}

export interface DormantPage {
  data: DormantListing[];
  next: string | null;
}

/** @throws when the answer is no such page. */
export function parseDormantPage(text: string): DormantPage {
  const value: unknown = JSON.parse(text);
  if (!isRecord(value) || !Array.isArray(value.data)) {
    throw new Error('the registry answered something that is no list of listings');
  }
  return { data: value.data.map(toDormant), next: textOrNull(value.next) };
}

function toDormant(value: unknown): DormantListing {
  const { id, courtCode, caseNumber, state, reasons, ...more } = isRecord(value) ? value : {};
  const isWhole =
    typeof id === 'string' &&
    typeof courtCode === 'string' &&
    typeof caseNumber === 'string' &&
    typeof state === 'string' &&
    Array.isArray(reasons) &&
    reasons.length > 0 &&
    reasons.every((reason) => typeof reason === 'string');
  if (!isWhole) throw new Error('the registry answered a dormant listing that is none');
  return {
    ...{ id, courtCode, caseNumber, state, reasons },
    termEndsOn: textOrNull(more.termEndsOn),
    caseStatus: textOrNull(more.caseStatus),
    caseStatusOn: textOrNull(more.caseStatusOn),
    lastActivityAt: textOrNull(more.lastActivityAt),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
