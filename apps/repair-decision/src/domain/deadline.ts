import { addWorkingDays, endOfWorkingDay, shanghaiDate } from '#calendar';
import type { LegalSource } from './rules/rule-set.js';

/** EXIT: the court's own duty to remove. The others: 补正, 征询申请执行人, 作出决定, 申请复核, 复核决定, 出具证明. */
export const DEADLINE_KINDS = [
  'EXIT',
  'SUPPLEMENT',
  'CONSULTATION',
  'DECISION',
  'REVIEW',
  'REVIEW_DECISION',
  'CERTIFICATE',
] as const;
export type DeadlineKind = (typeof DEADLINE_KINDS)[number];

/** By when something has to be done, and which rule says so. Instants are RFC 3339. */
export interface Deadline {
  kind: DeadlineKind;
  startsAt: string;
  /** The last instant of the last day, in China. */
  dueAt: string;
  legalBasis: string;
  /** Whether that is law, a local rule, or a number that the court set itself. */
  sourceKind: LegalSource['kind'];
  /** It lies past the known holidays, so it may still move. */
  provisional: boolean;
  /** Null while it runs. */
  metAt: string | null;
}

const DAY = 24 * 60 * 60 * 1000;

/** So many working days (工作日) after the day on which it starts. */
export function workingDaysFrom(
  kind: DeadlineKind,
  startsAt: Date,
  { workingDays, source }: { workingDays: number; source: LegalSource },
): Deadline {
  const { at, provisional } = endOfWorkingDay(startsAt, workingDays);
  return deadline(kind, startsAt, { dueAt: at, source, provisional });
}

/**
 * So many calendar days after the day on which it starts. One that would end on a holiday ends on the
 * next working day (民事诉讼法 Art 85).
 */
export function daysFrom(
  kind: DeadlineKind,
  startsAt: Date,
  { days, source }: { days: number; source: LegalSource },
): Deadline {
  const dayBeforeLast = shanghaiDate(new Date(startsAt.getTime() + (days - 1) * DAY));
  const { date, provisional } = addWorkingDays(dayBeforeLast, 1);
  return deadline(kind, startsAt, { dueAt: endOf(date), source, provisional });
}

/** The deadline of that kind is met; one that was met before keeps its time. */
export function meet(deadlines: readonly Deadline[], kind: DeadlineKind, at: Date): Deadline[] {
  return deadlines.map((each) =>
    each.kind === kind && each.metAt === null ? { ...each, metAt: at.toISOString() } : each,
  );
}

/** What is asked or decided anew has a time of its own. */
export function without(deadlines: readonly Deadline[], kind: DeadlineKind): Deadline[] {
  return deadlines.filter((each) => each.kind !== kind);
}

/** The deadline of that kind that runs, if one does. */
export function running(deadlines: readonly Deadline[], kind: DeadlineKind): Deadline | undefined {
  return deadlines.find((each) => each.kind === kind && each.metAt === null);
}

/** When the next thing is due; null when nothing runs. */
export function nextDue(deadlines: readonly Deadline[]): string | null {
  const open = deadlines.filter(({ metAt }) => metAt === null).map(({ dueAt }) => dueAt);
  return open.sort()[0] ?? null;
}

function deadline(
  kind: DeadlineKind,
  startsAt: Date,
  { dueAt, source, provisional }: { dueAt: Date; source: LegalSource; provisional: boolean },
): Deadline {
  return {
    kind,
    startsAt: startsAt.toISOString(),
    dueAt: dueAt.toISOString(),
    legalBasis: source.cite,
    sourceKind: source.kind,
    provisional,
    metAt: null,
  };
}

function endOf(date: string): Date {
  return new Date(Date.parse(`${date}T00:00:00+08:00`) + DAY - 1);
}
