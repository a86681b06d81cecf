import type { Application, DecidedApplication, UndecidedApplication } from './application.js';
import { act, noted, obstacleTo } from './application-step.js';
import { daysFrom, meet, running, workingDaysFrom, type Deadline } from './deadline.js';
import type { ApprovedDecision, DenialDecision } from './decision.js';
import type { Person } from './person.js';
import { undecided } from './reopening.js';
import type { Procedure } from './rules/rule-set.js';
import type { Party, Service } from './service.js';
import { conflicting, grant, invalidating, refuse, type Verdict } from './verdict.js';

interface Serving extends Omit<Service, 'by' | 'servedAt'> {
  servedAt: Date;
  person: Person;
  at: Date;
}

/**
 * Records that a decision was served (送达), as often as it was. The first service of a denial on who
 * applied starts the time in which a review may be asked for.
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
  const isStart = isOnApplicant(application, party) && !hasReviewDeadline(application);
  if (decision.kind !== 'DENIAL' || !isStart) {
    return grant({ decision: served, application });
  }
  const deadline = daysFrom('REVIEW', servedAt, decision.remedies.review);
  const deadlines = [...application.deadlines, deadline];
  return grant({ decision: served, application: { ...application, deadlines } });
}

/** 申请复核 of a denial, by a party: within the days from service that the rules name. */
export function requestReview(
  application: Application,
  { person, at, grounds, procedure }: Requesting,
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
    deadlines: [...meet(application.deadlines, 'REVIEW', at), decisionDue(at, procedure)],
  });
}

interface Requesting {
  person: Person;
  at: Date;
  grounds: string;
  procedure: Procedure;
}

/** Where a rule set does not say within how many working days a review is decided. No law does. */
const UNLESS_SAID = {
  workingDays: 15,
  source: { kind: 'CONFIGURATION', cite: '本院自定' },
} as const;

function decisionDue(at: Date, { review }: Procedure): Deadline {
  const { decisionWorkingDays: workingDays, source } = review;
  const said = workingDays === undefined ? UNLESS_SAID : { workingDays, source };
  return workingDaysFrom('REVIEW_DECISION', at, said);
}

/**
 * Decides the review. Nobody may who drafted or approved the denial, or sat on the panel that wanted it.
 * Upheld, it stands; overturned, the application waits for a decision again, within the time for one,
 * and with the denial fall its bar and the panel's opinion.
 */
export function decideReview(
  { application, denial }: { application: Application; denial: DenialDecision },
  { person, at, result, reasons, procedure }: Reviewing,
): Verdict<DecidedApplication | UndecidedApplication> {
  const obstacle = obstacleTo('review', application, person);
  if (obstacle) return obstacle;
  const { review } = application.steps;
  if (!review || !('decisionId' in application)) return conflicting('NOT_APPROVED');
  const approvedBy = denial.status === 'APPROVED' ? denial.approvedBy : null;
  const { panel } = application.steps;
  const involved = [denial.draftedBy, approvedBy, ...(panel?.members ?? [])];
  if (involved.includes(person.sub)) {
    return refuse({ kind: 'forbidden', rule: 'OWN_DECISION' });
  }
  const done = act(person, at);
  const reviewed = {
    ...application,
    ...noted(application, result, done),
    steps: { ...application.steps, review: { ...review, outcome: { ...done, result, reasons } } },
    deadlines: meet(application.deadlines, 'REVIEW_DECISION', at),
  };
  if (result === 'UPHELD') return grant({ ...reviewed, status: 'UPHELD' });
  const { denial: _overturned, panel: _fallen, ...steps } = reviewed.steps;
  const outcome = { ...done, result, reasons, ...(panel && { panel }) };
  const decision = workingDaysFrom('DECISION', at, procedure.decision);
  return grant(
    undecided(
      {
        ...reviewed,
        steps: { ...steps, review: { ...review, outcome } },
        deadlines: [...reopened(reviewed.deadlines), decision],
      },
      'OVERTURNED',
    ),
  );
}

interface Reviewing {
  person: Person;
  at: Date;
  result: 'UPHELD' | 'OVERTURNED';
  reasons: string;
  procedure: Procedure;
}

/** What the denial ended runs again; the next denial is served and reviewed on its own. */
function reopened(deadlines: readonly Deadline[]): Deadline[] {
  return deadlines
    .filter(({ kind }) => !['REVIEW', 'REVIEW_DECISION', 'DECISION'].includes(kind))
    .map((each) => (each.kind === 'EXIT' ? { ...each, metAt: null } : each));
}

/** Where the court itself began, either party may ask for a review. */
function isOnApplicant({ initiator }: Application, party: Party): boolean {
  return initiator === 'EX_OFFICIO' || initiator === party;
}

function hasReviewDeadline({ deadlines }: Application): boolean {
  return deadlines.some(({ kind }) => kind === 'REVIEW');
}
