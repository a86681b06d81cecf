import {
  UNDECIDED,
  type Application,
  type DecidedApplication,
  type UndecidedApplication,
} from './application.js';
import { noted } from './application-step.js';

/** The draft that decided it was withdrawn, so it waits for a decision again, at the step it was at. */
export function reopen(
  application: Application,
  { id, withdrawal }: { id: string; withdrawal: { by: string; at: Date } },
): Application {
  if (application.status !== 'APPROVAL' || application.decisionId !== id) return application;
  const status = stepReached(application);
  const done = { by: withdrawal.by, at: withdrawal.at.toISOString() };
  return undecided({ ...application, ...noted(application, status, done) }, status);
}

/** The same application, waiting for a decision. */
export function undecided(
  { decisionId: _ended, ...application }: DecidedApplication,
  status: UndecidedApplication['status'],
): UndecidedApplication {
  return { ...application, status };
}

/** Where it stood before it was decided. */
export function stepReached({ history }: Application): UndecidedApplication['status'] {
  const reached = history
    .map(({ status }) => UNDECIDED.find((each) => each === status))
    .findLast((status) => status !== undefined);
  return reached ?? 'SUBMITTED';
}
