import { CALENDAR } from './probe-calendar.js';

const DAY_MS = 24 * 60 * 60 * 1000;
/** How long after its last obligation ended a change can still be read. */
export const REDACT_AFTER_DAYS = 30;
/** How long it can be seen what each push of a replay that has ended came to. */
const REPLAY_ROWS_DAYS = 30;

/** Rows of replays that ended before this go. */
export function replayRowsBefore(now: Date): Date {
  return new Date(now.getTime() - REPLAY_ROWS_DAYS * DAY_MS);
}

/** Before this, what ended is old enough to be redacted. */
export function redactEndedBefore(now: Date, days = REDACT_AFTER_DAYS): Date {
  return new Date(now.getTime() - days * DAY_MS);
}

/** What was verified before this has its calendar behind it, even where nobody may look any more. */
export function calendarEndedBefore(before: Date): Date {
  return new Date(before.getTime() - Math.max(...CALENDAR));
}
