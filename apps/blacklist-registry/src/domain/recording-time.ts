/**
 * When the register learned of a change: now, and never before what it learned last, even if the
 * machine's clock was set back. "What did we say at T?" could not be answered otherwise.
 */
export function recordingTime(now: Date, last: Date): Date {
  return now < last ? last : now;
}
