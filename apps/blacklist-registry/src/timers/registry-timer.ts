/**
 * Work that is due because a day came, found by query on business time (days in Asia/Shanghai). What
 * is due is in the rows themselves, so nothing is lost by a restart and nothing is done twice: a row
 * that was done is not due any more.
 */
export abstract class RegistryTimer {
  /** Label of its metric. */
  abstract readonly name: string;

  /**
   * Does one batch of what is due at `now`, in a transaction of its own; rows that another process
   * holds are left to it. @returns how much was done.
   */
  abstract runDue(now: Date): Promise<number>;

  /** The first day (YYYY-MM-DD) on which anything is due; null when nothing waits. */
  abstract nextDueOn(): Promise<string | null>;

  /** How much is due by the end of `today`, and not done. */
  abstract countDue(today: string): Promise<number>;
}

/** Token of the registry's timers. */
export const REGISTRY_TIMERS = Symbol('REGISTRY_TIMERS');
