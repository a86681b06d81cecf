import type { Basis } from '#contracts';
import {
  isUndecided,
  type Application,
  type LapsedApplication,
  type UndecidedApplication,
} from './application.js';
import { noted } from './application-step.js';
import { actionOf } from './basis.js';
import { stepReached, undecided } from './reopening.js';

interface Refusal {
  decisionId: string;
  reason: string;
  at: Date;
  /** Another order has taken the listing off the list by now. */
  hasLeft: boolean;
}

const REGISTRY = 'blacklist-registry';

/**
 * The registry refused the order, so that the decision has no effect. A repair waits for a decision again
 * and the court's duty runs on, or lapses with the listing; after a refused revocation the breach is
 * alleged as before.
 */
export function afterRefused(application: Application, refusal: Refusal): Application {
  const { decisionId, reason, at, hasLeft } = refusal;
  const done = { by: REGISTRY, at: at.toISOString() };
  const steps = { ...application.steps, refusedOrder: { ...done, decisionId, reason } };
  if (application.status === 'REVOKED') {
    const history = noted(application, 'BREACH_ALLEGED', done);
    return { ...application, ...history, steps, status: 'BREACH_ALLEGED' };
  }
  if (application.status !== 'GRANTED' || application.decisionId !== decisionId) return application;
  const reached = stepReached(application);
  const reopened = { ...application, ...noted(application, reached, done), steps };
  const waiting = undecided(reopened, reached);
  return hasLeft && isMootOnceLeft(application.basis) ? lapsed(waiting, at) : stillDue(waiting);
}

/** Another order of the court took the listing off the list: there is nothing left to decide. */
export function afterOthersRemoval(application: Application, at: Date): Application {
  if (!isUndecided(application) || !isMootOnceLeft(application.basis)) return application;
  return lapsed(application, at);
}

/** What speaks of the list. Restrictions stay, and an error is still one once the listing is deleted. */
function isMootOnceLeft(basis: Basis): boolean {
  return actionOf(basis) !== 'LIFT' && basis !== 'X_REVOKED_ERROR';
}

/** Nothing is due any more: the court's duty is met with the listing gone. */
function lapsed(application: UndecidedApplication, at: Date): LapsedApplication {
  const done = { by: REGISTRY, at: at.toISOString() };
  return {
    ...application,
    ...noted(application, 'LAPSED', done),
    status: 'LAPSED',
    deadlines: application.deadlines.map((each) => ({ ...each, metAt: each.metAt ?? done.at })),
  };
}

/** The time to decide was not kept by a decision without effect. */
function stillDue(application: UndecidedApplication): UndecidedApplication {
  const deadlines = application.deadlines.map((each) =>
    each.kind === 'DECISION' ? { ...each, metAt: null } : each,
  );
  return { ...application, deadlines };
}
