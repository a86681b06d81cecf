import { addMonths, shanghaiDate } from '#calendar';
import type { Application, DecidedApplication } from './application.js';
import { act, noted, obstacleTo } from './application-step.js';
import { isRestorable } from './basis.js';
import { meet, type Deadline } from './deadline.js';
import type { ApprovedDecision, RepairDecision } from './decision.js';
import { exitDeadline, startsAtConsent } from './duty.js';
import type { Person } from './person.js';
import type { Breach } from './steps.js';
import { conflicting, grant, invalidating, refuse, type Verdict } from './verdict.js';

/** What an approval makes of the application. The court's time to decide is kept by it. */
export function afterApproval(application: Application, decision: ApprovedDecision): Application {
  const { kind, approvedBy: by, approvedAt } = decision;
  const done = { by, at: approvedAt.toISOString() };
  switch (kind) {
    case 'REPAIR': {
      if (application.status !== 'APPROVAL') return application;
      const deadlines = meet(consented(application, approvedAt), 'DECISION', approvedAt);
      return {
        ...application,
        ...noted(application, 'GRANTED', done),
        status: 'GRANTED',
        deadlines,
      };
    }
    case 'DENIAL':
      return application.status === 'APPROVAL' ? denied(application, decision) : application;
    case 'REVOCATION':
      if (application.status !== 'BREACH_ALLEGED') return application;
      return { ...application, ...noted(application, 'REVOKED', done), status: 'REVOKED' };
  }
}

/** D3: with the court's consent its ground has arisen, and its own duty begins. */
function consented({ basis, deadlines }: Application, at: Date): Deadline[] {
  const exit = startsAtConsent(basis) ? exitDeadline(basis, at) : null;
  return exit && !deadlines.some(({ kind }) => kind === 'EXIT') ? [...deadlines, exit] : deadlines;
}

/** A denial ends the court's duty too, because its ground had not arisen, and raises the bar. */
function denied(
  application: DecidedApplication,
  { approvedBy: by, approvedAt, remedies }: Extract<ApprovedDecision, { kind: 'DENIAL' }>,
): DecidedApplication {
  const at = approvedAt.toISOString();
  const { months, source } = remedies.reapplication;
  const barredUntil = months > 0 ? addMonths(shanghaiDate(approvedAt), months) : null;
  const decided = meet(application.deadlines, 'DECISION', approvedAt);
  return {
    ...application,
    ...noted(application, 'DENIED', { by, at }),
    status: 'DENIED',
    steps: { ...application.steps, denial: { at, barredUntil, legalBasis: source.cite } },
    deadlines: meet(decided, 'EXIT', approvedAt),
  };
}

/**
 * The registry applied the order. Where a breach can bring the listing back, what was promised runs on
 * (EFFECTIVE); after any other repair there is nothing left to keep.
 */
export function afterApplied(application: Application, at: Date): Application {
  if (application.status !== 'GRANTED') return application;
  const status = isRestorable(application.basis) ? 'EFFECTIVE' : 'PERFORMED_CLOSED';
  const done = { by: 'blacklist-registry', at: at.toISOString() };
  const effective = noted(application, 'EFFECTIVE', done);
  const closed = noted({ ...application, ...effective }, 'PERFORMED_CLOSED', done);
  return {
    ...application,
    ...(status === 'EFFECTIVE' ? effective : closed),
    status,
    deadlines: meet(application.deadlines, 'EXIT', at),
  };
}

/** 违反承诺: somebody says that what the repair was granted for was broken. */
export function allegeBreach(
  application: Application,
  { person, at, breachedAt, facts, allegedBy }: Allegation,
): Verdict<DecidedApplication> {
  const obstacle = obstacleTo('breach', application, person);
  if (obstacle) return obstacle;
  if (!('decisionId' in application)) return conflicting('NOT_APPROVED');
  if (breachedAt > at) return invalidating('IN_FUTURE', 'breachedAt');
  if (allegedBy !== 'REVOCATION' && isBeforeGrant(application, breachedAt)) {
    return invalidating('BEFORE_GRANT', 'breachedAt');
  }
  const done = act(person, at);
  const breach = { ...done, facts, allegedBy, breachedAt: breachedAt.toISOString() };
  return grant({
    ...application,
    ...noted(application, 'BREACH_ALLEGED', done),
    status: 'BREACH_ALLEGED',
    steps: { ...application.steps, breach },
  });
}

/**
 * No promise is broken on a day before it was made. What was concealed before is no breach of it, and
 * leads to a revocation all the same.
 */
function isBeforeGrant({ history }: Application, breachedAt: Date): boolean {
  const granted = history.findLast(({ status }) => status === 'GRANTED');
  return granted !== undefined && shanghaiDate(breachedAt) < shanghaiDate(new Date(granted.at));
}

interface Allegation extends Pick<Breach, 'allegedBy' | 'facts'> {
  person: Person;
  at: Date;
  breachedAt: Date;
}

/**
 * It was not broken after all, or the draft that alone said so was withdrawn: the repair stands. While a
 * revocation is drafted, somebody has to withdraw that first: else two judges would decide the opposite.
 */
export function dismissBreach(
  application: Application,
  { person, at, revocationDrafted }: { person: Person; at: Date; revocationDrafted: boolean },
): Verdict<DecidedApplication> {
  const obstacle = obstacleTo('breach-dismissal', application, person);
  if (obstacle) return obstacle;
  if (revocationDrafted) return conflicting('REVOCATION_DRAFTED');
  if (!('decisionId' in application)) return conflicting('NOT_APPROVED');
  const { breach: _dismissed, ...steps } = application.steps;
  const done = act(person, at);
  return grant({
    ...application,
    ...noted(application, 'EFFECTIVE', done),
    status: 'EFFECTIVE',
    steps,
  });
}

/**
 * 履行完毕: what was promised is done, so that the repair can't be revoked any more. It takes a judge
 * other than who filed or drafted it. A shield is not closed but followed by a removal on performance
 * (D1), which closes it: closed alone, the listing would come back on the shield's last day.
 */
export function closePerformed(
  { application, repair }: { application: Application; repair: RepairDecision | null },
  { person, at, note }: { person: Person; at: Date; note: string },
): Verdict<DecidedApplication> {
  const obstacle = obstacleTo('close', application, person);
  if (obstacle) return obstacle;
  const isInvolved = [application.filedBy, repair?.draftedBy].includes(person.sub);
  if (person.rank === 'OFFICER' || isInvolved) {
    return refuse({ kind: 'forbidden', rule: 'NOT_CLOSED_BY_OFFICER' });
  }
  if (repair?.action === 'SHIELD') return conflicting('STILL_SHIELDED');
  if (!('decisionId' in application)) return conflicting('NOT_APPROVED');
  const done = act(person, at);
  return grant({
    ...application,
    ...noted(application, 'PERFORMED_CLOSED', done),
    status: 'PERFORMED_CLOSED',
    steps: { ...application.steps, closing: { ...done, note } },
  });
}
