/** What the subscriber's contract says about looks. */
export interface Probe {
  consent: boolean;
  /** Time that its pages need after a claim (caches, search index). */
  settleSeconds: number;
}

/** For evidence that plans no look: a push, a deadline. What is planned stays planned. */
export const NO_PROBE: Probe = { consent: false, settleSeconds: 0 };

/** When the next look is due (null: none) and where on its schedule it stands. */
export interface LookPlan {
  nextLookAt: Date | null;
  /** Looks made since the last contradiction. */
  lookStep: number;
  /** Inconclusive looks in a row. */
  unknownLooks: number;
}

/** What may change the plan: a look, or a claim, be it the first or the same again. */
export type LookCause = { kind: 'look'; at: Date; result: string } | { kind: 'claim'; at: Date };

/** What the plan depends on; an obligation has it. */
interface Lookable extends LookPlan {
  state: string;
  supersededBy: number | null;
  claimedAt: Date | null;
  verifiedAt: Date | null;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Counted from the proof (or, while there is none, from the claim); then monthly up to six months. */
export const CALENDAR = [
  15 * MINUTE,
  1 * HOUR,
  6 * HOUR,
  24 * HOUR,
  72 * HOUR,
  7 * DAY,
  30 * DAY,
  60 * DAY,
  90 * DAY,
  120 * DAY,
  150 * DAY,
  180 * DAY,
] as const;

/** An inconclusive look is soon repeated, then left to the calendar. */
export const UNKNOWN_REPEATS = [2 * SECOND, 5 * SECOND, 15 * SECOND, 60 * SECOND] as const;

/** A contradiction may be a page still being rebuilt: one early look, then at the calendar's pace. */
export const CONTRADICTED_REPEATS = [
  15 * SECOND,
  60 * SECOND,
  15 * MINUTE,
  1 * HOUR,
  6 * HOUR,
  24 * HOUR,
] as const;

/**
 * When to look next, given what the evidence changed. Without consent there are no looks: the
 * obligation stays a claim that nothing proves, and its deadline makes it an open exception.
 */
export function planLook(
  before: Lookable,
  after: Lookable,
  cause: LookCause | null,
  probe: Probe,
): LookPlan {
  if (!mayBeLookedAt(after)) return NO_LOOK;
  if (!cause) return planOf(after);
  if (!probe.consent) return NO_LOOK;
  const settled = settledAt(after.claimedAt, probe);
  if (cause.kind === 'claim') return afterClaim(before, after, settled, settledAt(cause.at, probe));
  const { at, result } = cause;
  if (at < settled) return { ...planOf(after), nextLookAt: settled };
  if (result === 'unknown') return afterUnknown(after, after.claimedAt, at);
  if (after.state === 'contradicted') return afterDirty(before, after, at);
  return {
    nextLookAt: nextInCalendar(after.verifiedAt ?? after.claimedAt, at) ?? later(at, 30 * DAY),
    lookStep: 0,
    unknownLooks: 0,
  };
}

/** The instant from which a look says something about the claim. */
export function settledAt(claimedAt: Date, probe: Probe): Date {
  return later(claimedAt, probe.settleSeconds * SECOND);
}

/** True once a clean look at `at` has been the calendar's last. */
export function calendarPassed(verifiedAt: Date, at: Date): boolean {
  return nextInCalendar(verifiedAt, at) === undefined;
}

const NO_LOOK: LookPlan = { nextLookAt: null, lookStep: 0, unknownLooks: 0 };

function mayBeLookedAt(after: Lookable): after is Lookable & { claimedAt: Date } {
  if (after.supersededBy !== null || after.claimedAt === null) return false;
  return after.state !== 'closed' && after.state !== 'attested' && after.state !== 'superseded';
}

/** Saying it again may bring a look forward that doubt put off; it never puts one off. */
function afterClaim(before: Lookable, after: Lookable, settled: Date, anew: Date): LookPlan {
  if (before.claimedAt === null || after.nextLookAt === null)
    return { nextLookAt: settled, lookStep: 0, unknownLooks: 0 };
  const isDoubted = after.state === 'contradicted' || after.state === 'ambiguous';
  const nextLookAt = isDoubted && anew < after.nextLookAt ? anew : after.nextLookAt;
  return { ...planOf(after), nextLookAt };
}

function afterUnknown(after: Lookable, claimedAt: Date, at: Date): LookPlan {
  const repeat = UNKNOWN_REPEATS[after.unknownLooks];
  const nextLookAt =
    repeat === undefined
      ? (nextInCalendar(after.verifiedAt ?? claimedAt, at) ?? later(at, 30 * DAY))
      : later(at, repeat);
  return { nextLookAt, lookStep: after.lookStep, unknownLooks: after.unknownLooks + 1 };
}

function afterDirty(before: Lookable, after: Lookable, at: Date): LookPlan {
  const step = before.state === 'contradicted' ? after.lookStep : 0;
  const delay = CONTRADICTED_REPEATS[Math.min(step, CONTRADICTED_REPEATS.length - 1)] ?? DAY;
  return { nextLookAt: later(at, delay), lookStep: step + 1, unknownLooks: 0 };
}

function nextInCalendar(anchor: Date, at: Date): Date | undefined {
  const point = CALENDAR.find((each) => anchor.getTime() + each > at.getTime());
  return point === undefined ? undefined : later(anchor, point);
}

function planOf({ nextLookAt, lookStep, unknownLooks }: LookPlan): LookPlan {
  return { nextLookAt, lookStep, unknownLooks };
}

function later(from: Date, by: number): Date {
  return new Date(from.getTime() + by);
}
