/** Shares of the time until the deadline, in percent, at which a delivery without a claim is repeated. */
export const REMINDED_AT = [50, 70, 90, 100] as const;

export interface Unanswered {
  /** When the change was first made available: from then on the deadline runs. */
  availableAt: Date;
  applyBy: Date;
  /** How many reminders have come due before. */
  reminders: number;
}

/** How many of the four have come due by now; whoever missed some of them is reminded once. */
export function remindersDue({ availableAt, applyBy }: Unanswered, now: Date): number {
  const whole = applyBy.getTime() - availableAt.getTime();
  const passed = now.getTime() - availableAt.getTime();
  return REMINDED_AT.filter((percent) => passed * 100 >= whole * percent).length;
}

/** Whether the deadline itself has been reminded of: from there on it is for people. */
export function isLastReminder(due: number): boolean {
  return due === REMINDED_AT.length;
}
