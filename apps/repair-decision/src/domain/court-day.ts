const HOUR = 60 * 60 * 1000;
/** Courts count days in Asia/Shanghai, which has kept UTC+8 without summer time since 1991. */
const SHANGHAI_OFFSET = 8 * HOUR;

/** The court's calendar day (YYYY-MM-DD) at an instant. */
export function courtDay(instant: Date): string {
  return new Date(instant.getTime() + SHANGHAI_OFFSET).toISOString().slice(0, 10);
}
