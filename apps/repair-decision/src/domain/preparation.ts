import type { Application, UndecidedApplication } from './application.js';
import { act, noted, notOpen, obstacleTo } from './application-step.js';
import { missingPapers } from './completeness.js';
import { meet, running, without, workingDaysFrom } from './deadline.js';
import type { Person } from './person.js';
import type { CreditorReply as Asked } from './rules/evidence.js';
import type { Procedure } from './rules/rule-set.js';
import type { CreditorReply, Panel } from './steps.js';
import { conflicting, grant, invalidating, type Verdict } from './verdict.js';

type Step = { person: Person; at: Date };

/** 补正: says what is missing. Once per application, whatever comes of it. */
export function requestSupplement(
  application: Application,
  { person, at, missing, procedure }: Step & { missing: string[]; procedure: Procedure },
): Verdict<UndecidedApplication> {
  const obstacle = obstacleTo('supplement-request', application, person);
  if (obstacle) return obstacle;
  if (application.steps.supplement) return conflicting('SUPPLEMENT_ONCE');
  const done = act(person, at);
  return grant({
    ...application,
    ...noted(application, 'NEED_MORE', done),
    status: 'NEED_MORE',
    steps: { ...application.steps, supplement: { ...done, missing, supplied: null } },
    deadlines: [...application.deadlines, workingDaysFrom('SUPPLEMENT', at, procedure.supplement)],
  });
}

/** What was missing has come, in time or not: a late paper is still a paper, until a denial is drafted. */
export function supply(
  application: Application,
  { person, at, note }: Step & { note: string },
): Verdict<UndecidedApplication> {
  const obstacle = obstacleTo('supplement', application, person);
  if (obstacle) return obstacle;
  const done = act(person, at);
  const { supplement } = application.steps;
  return grant({
    ...application,
    ...noted(application, 'SUBMITTED', done),
    status: 'SUBMITTED',
    steps: {
      ...application.steps,
      ...(supplement && { supplement: { ...supplement, supplied: { ...done, note } } }),
    },
    deadlines: meet(application.deadlines, 'SUPPLEMENT', at),
  });
}

/** 受理: the papers are complete, and the time to decide begins. `materials`: the kinds on file. */
export function accept(
  application: Application,
  { person, at, procedure, materials }: Step & { procedure: Procedure; materials: string[] },
): Verdict<UndecidedApplication> {
  const obstacle =
    obstacleTo('acceptance', application, person) ??
    missingPapers(application, procedure, materials);
  if (obstacle) return obstacle;
  if (application.steps.acceptance) return notOpen('acceptance', application);
  const done = act(person, at);
  return grant({
    ...application,
    ...noted(application, 'ACCEPTED', done),
    status: 'ACCEPTED',
    steps: { ...application.steps, acceptance: done },
    deadlines: [
      ...without(application.deadlines, 'DECISION'),
      workingDaysFrom('DECISION', at, procedure.decision),
    ],
  });
}

/** 征询申请执行人意见: asked once, with a day to reply by. */
export function consult(
  application: Application,
  { person, at, question, procedure }: Step & { question: string; procedure: Procedure },
): Verdict<UndecidedApplication> {
  const obstacle = obstacleTo('consultation', application, person) ?? unaccepted(application);
  if (obstacle) return obstacle;
  const done = act(person, at);
  const { source, replyWorkingDays: workingDays } = procedure.creditorConsult;
  const reply = workingDaysFrom('CONSULTATION', at, { workingDays, source });
  return grant({
    ...application,
    ...noted(application, 'CREDITOR_CONSULT', done),
    status: 'CREDITOR_CONSULT',
    steps: { ...application.steps, consultation: { ...done, question, reply: null } },
    deadlines: [...without(application.deadlines, 'CONSULTATION'), reply],
  });
}

/** The creditor's answer, as an officer records it. Another one may replace it until the panel sits. */
export function hearCreditor(
  application: Application,
  { person, at, ...said }: Step & Pick<CreditorReply, 'answer' | 'note'> & { repliedAt: Date },
): Verdict<UndecidedApplication> {
  const obstacle = obstacleTo('consultation-reply', application, person);
  if (obstacle) return obstacle;
  const { consultation } = application.steps;
  if (!consultation || said.repliedAt > at) return invalidating('IN_FUTURE', 'repliedAt');
  if (said.repliedAt < new Date(consultation.at)) return invalidating('BEFORE_ASKED', 'repliedAt');
  const { answer, note, repliedAt } = said;
  const reply = { answer, note, repliedAt: repliedAt.toISOString(), by: person.sub };
  return grant({
    ...application,
    status: 'CREDITOR_CONSULT',
    steps: { ...application.steps, consultation: { ...consultation, reply } },
    deadlines: meet(application.deadlines, 'CONSULTATION', at),
  });
}

/** Open in OVERTURNED too, where what comes before may be missing. */
function unaccepted({ steps }: Application) {
  return steps.acceptance ? null : conflicting('STEP_MISSING', { step: 'acceptance' });
}

/** 民事诉讼法 Art 40: three or more, an odd number. */
const SMALLEST_PANEL = 3;

/** 合议庭评议: who sat, and what they think. */
export function recordPanel(
  application: Application,
  { person, at, ...panel }: Step & Pick<Panel, 'members' | 'opinion' | 'reasons'>,
): Verdict<UndecidedApplication> {
  const obstacle = obstacleTo('panel', application, person) ?? unaccepted(application);
  if (obstacle) return obstacle;
  const size = new Set(panel.members).size;
  if (size < SMALLEST_PANEL || size % 2 === 0 || size < panel.members.length) {
    return invalidating('PANEL_SIZE', 'members');
  }
  const waiting = consultationOpen(application, at);
  if (waiting) return conflicting('CONSULTATION_OPEN', { dueAt: waiting });
  const done = act(person, at);
  return grant({
    ...application,
    ...noted(application, 'PANEL', done),
    status: 'PANEL',
    steps: { ...application.steps, panel: { ...done, ...panel } },
  });
}

/** Until when the creditor may still reply; null once they have, or that time is over. */
export function consultationOpen({ deadlines }: Application, at: Date): string | null {
  const reply = running(deadlines, 'CONSULTATION');
  return reply && at.toISOString() <= reply.dueAt ? reply.dueAt : null;
}

/** What the creditor said to the rules engine; undefined where nobody was asked. */
export function creditorReplyOf(application: Application, at: Date): Asked['reply'] | undefined {
  const { consultation } = application.steps;
  if (!consultation) return undefined;
  if (consultation.reply) return consultation.reply.answer;
  return consultationOpen(application, at) ? 'PENDING' : 'SILENT';
}
