import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';

/** @returns why the service is not ready, as `database: …`; nothing when it is. */
export type ReadinessCheck = () => string[] | Promise<string[]>;

/** Token of the checks that a service adds in its module. */
export const READINESS_CHECKS = Symbol('READINESS_CHECKS');

const SECOND = 1000;
/** While all is well the checks run at most this often; what is amiss is looked at anew each time. */
const CACHE = 1 * SECOND;
const CHECK_TIMEOUT = 3 * SECOND;

/** Whether the service can do its work now; checked when asked, so that idling costs nothing. */
@Injectable()
export class Readiness implements OnModuleDestroy {
  private readonly checks: ReadinessCheck[];
  private warm = false;
  private last?: { at: number; reasons: Promise<string[]> };

  constructor(@Inject(READINESS_CHECKS) checks: readonly ReadinessCheck[]) {
    this.checks = [...checks];
  }

  /** For a check that needs injected parts: call it from their constructor. */
  add(check: ReadinessCheck): void {
    this.checks.push(check);
  }

  /** From here on readiness depends on the checks alone. */
  markWarm(): void {
    this.warm = true;
  }

  /** Not ready while stopping, so that nobody sends more work. */
  onModuleDestroy(): void {
    this.warm = false;
  }

  /** Checks anew when next asked, however recently it was asked. */
  forget(): void {
    delete this.last;
  }

  async reasons(): Promise<string[]> {
    if (!this.warm) return ['service: starting or stopping'];
    const now = performance.now();
    if (!this.last || now - this.last.at > CACHE) this.last = { at: now, reasons: this.runAll() };
    const { last } = this;
    const reasons = await last.reasons;
    if (reasons.length > 0 && this.last === last) this.forget();
    return reasons;
  }

  private async runAll(): Promise<string[]> {
    const results = await Promise.all(this.checks.map(runBounded));
    return results.flat();
  }
}

async function runBounded(check: ReadinessCheck): Promise<string[]> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<string[]>((resolve) => {
    timer = setTimeout(() => resolve([`${check.name}: no answer in time`]), CHECK_TIMEOUT);
  });
  try {
    return await Promise.race([check(), timeout]);
  } catch {
    // The error may hold a connection string; that the check failed is reason enough.
    return [`${check.name}: the check failed`];
  } finally {
    clearTimeout(timer);
  }
}
