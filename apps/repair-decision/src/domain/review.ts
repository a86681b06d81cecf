import type { Application, DecidedApplication, UndecidedApplication } from './application.js';
import { act, noted, obstacleTo } from './application-step.js';
import { daysFrom, meet, running, type Deadline } from './deadline.js';
import type { ApprovedDecision, DenialDecision } from './decision.js';
import type { Person } from './person.js';
import { undecided } from './reopening.js';
import type { Service } from './service.js';
import { conflicting, grant, invalidating, refuse, type Verdict } from './verdict.js';

interface Serving extends Omit<Service, 'by' | 'servedAt'> {
  servedAt: Date;
  person: Person;
  at: Date;
}

/**
 * Records that a decision was served (送达), as often as it was. The first service of a denial on the
 * party starts the time in which a review may be asked for.
 */
export function serve(
  { decision, application }: { decision: ApprovedDecision; application: Application },
  { person, at, servedAt, party, method }: Serving,
): Verdict<{ decision: ApprovedDecision; application: Application }> {
  if (person.court !== decision.courtCode)
    return refuse({ kind: 'forbidden', rule: 'OTHER_COURT' });
  if (servedAt > at || servedAt < decision.approvedAt) return invalidating('IN_FUTURE', 'servedAt');
  const service = { party, method, servedAt: servedAt.toISOString(), by: person.sub };
  const served = { ...decision, served: [...decision.served, service] };
  if (decision.kind !== 'DENIAL' || hasReviewDeadline(application)) {
    return grant({ decision: served, application });
  }
  const deadline = daysFrom('REVIEW', servedAt, decision.remedies.review);
  const deadlines = [...application.deadlines, deadline];
  return grant({ decision: served, application: { ...application, deadlines } });
}

/** 申请复核 of a denial, by a party: within the days from service that the rules name. */
export function requestReview(
  application: Application,
  { person, at, grounds }: { person: Person; at: Date; grounds: string },
): Verdict<DecidedApplication> {
  const obstacle = obstacleTo('review-request', application, person);
  if (obstacle) return obstacle;
  if (!('decisionId' in application)) return conflicting('NOT_APPROVED');
  const deadline = running(application.deadlines, 'REVIEW');
  if (!deadline) return conflicting('NOT_SERVED');
  if (at.toISOString() > deadline.dueAt) {
    return conflicting('REVIEW_TOO_LATE', { dueAt: deadline.dueAt });
  }
  const done = act(person, at);
  return grant({
    ...application,
    ...noted(application, 'REVIEW_REQUESTED', done),
    status: 'REVIEW_REQUESTED',
    steps: { ...application.steps, review: { ...done, grounds, outcome: null } },
    deadlines: meet(application.deadlines, 'REVIEW', at),
  });
}

/**
 * Decides the review. Neither who drafted nor who approved the denial may. Upheld, it stands; overturned,
 * the application waits for a decision again, and the bar falls with the denial.
 */
export function decideReview(
  { application, denial }: { application: Application; denial: DenialDecision },
  { person, at, result, reasons }: Reviewing,
): Verdict<DecidedApplication | UndecidedApplication> {
  const obstacle = obstacleTo('review', application, person);
  if (obstacle) return obstacle;
  const { review } = application.steps;
  if (!review || !('decisionId' in application)) return conflicting('NOT_APPROVED');
  const approvedBy = denial.status === 'APPROVED' ? denial.approvedBy : null;
  if (person.sub === denial.draftedBy || person.sub === approvedBy) {
    return refuse({ kind: 'forbidden', rule: 'OWN_DECISION' });
  }
  const done = act(person, at);
  const reviewed = {
    ...application,
    ...noted(application, result, done),
    steps: { ...application.steps, review: { ...review, outcome: { ...done, result, reasons } } },
  };
  if (result === 'UPHELD') return grant({ ...reviewed, status: 'UPHELD' });
  const { denial: _overturned, ...steps } = reviewed.steps;
  const deadlines = reopened(application.deadlines);
  return grant(undecided({ ...reviewed, steps, deadlines }, 'OVERTURNED'));
}

interface Reviewing {
  person: Person;
  at: Date;
  result: 'UPHELD' | 'OVERTURNED';
  reasons: string;
}

/** What the denial ended runs again; the next denial is served and reviewed on its own. */
function reopened(deadlines: readonly Deadline[]): Deadline[] {
  return deadlines
    .filter(({ kind }) => kind !== 'REVIEW')
    .map((each) => (each.kind === 'EXIT' ? { ...each, metAt: null } : each));
}

function hasReviewDeadline({ deadlines }: Application): boolean {
  return deadlines.some(({ kind }) => kind === 'REVIEW');
}
