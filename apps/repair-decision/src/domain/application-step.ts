import type { Application, ApplicationStatus, HistoryEntry } from './application.js';
import type { Person } from './person.js';
import { conflicting, refuse } from './verdict.js';

/**
 * In which states each step of an application is open. What is not listed is refused by name. After a
 * review the preparation is open once more, so that nothing stands in the way of the grant it may lead to.
 */
const OPEN_IN = {
  'supplement-request': ['SUBMITTED'],
  supplement: ['NEED_MORE'],
  acceptance: ['SUBMITTED', 'OVERTURNED'],
  consultation: ['ACCEPTED', 'OVERTURNED'],
  'consultation-reply': ['CREDITOR_CONSULT'],
  panel: ['ACCEPTED', 'CREDITOR_CONSULT', 'OVERTURNED'],
  grant: ['SUBMITTED', 'ACCEPTED', 'CREDITOR_CONSULT', 'PANEL', 'OVERTURNED'],
  denial: ['SUBMITTED', 'NEED_MORE', 'ACCEPTED', 'CREDITOR_CONSULT', 'PANEL', 'OVERTURNED'],
  'review-request': ['DENIED'],
  review: ['REVIEW_REQUESTED'],
  breach: ['EFFECTIVE'],
  'breach-dismissal': ['BREACH_ALLEGED'],
  revocation: ['BREACH_ALLEGED'],
  close: ['EFFECTIVE'],
} as const satisfies Record<string, readonly ApplicationStatus[]>;
export type Step = keyof typeof OPEN_IN;

/** Why this person may not take this step now, or null. */
export function obstacleTo(step: Step, application: Application, person: Person) {
  if (person.court !== application.courtCode) {
    return refuse({ kind: 'forbidden', rule: 'OTHER_COURT' });
  }
  const { status } = application;
  return OPEN_IN[step].some((open) => open === status) ? null : notOpen(step, application);
}

export function notOpen(step: Step, { status }: Application) {
  return conflicting('STEP_NOT_OPEN', { step, state: status });
}

/** Who did it, when. */
export function act(person: Person, at: Date) {
  return { by: person.sub, at: at.toISOString() };
}

/** The step's mark in the application's history. */
export function noted(
  application: Application,
  status: ApplicationStatus,
  { by, at }: { by: string; at: string },
): { history: HistoryEntry[] } {
  return { history: [...application.history, { status, at, by }] };
}
