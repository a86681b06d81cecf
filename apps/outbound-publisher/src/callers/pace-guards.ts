import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Clock, tooMany, type AuthenticatedRequest } from '#bootstrap';
import { Allowance, type AllowanceSize } from '../domain/allowance.js';

/**
 * Refuses what one subscriber asks beyond its share, before a query is made for it. Kept per process,
 * and for subscribers whose token was believed: so there are no more of these than subscribers.
 */
@Injectable()
abstract class PaceGuard implements CanActivate {
  private readonly allowances = new Map<string, Allowance>();

  constructor(private readonly clock: Clock) {}

  protected abstract readonly size: AllowanceSize;
  protected abstract readonly rule: string;
  protected abstract costOf(request: AuthenticatedRequest): number;

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const { actor } = request;
    if (actor?.role !== 'subscriber') return true;
    const now = this.clock.now().getTime();
    const allowance = this.allowances.get(actor.sub) ?? new Allowance(this.size, now);
    this.allowances.set(actor.sub, allowance);
    const waitMs = allowance.take(this.costOf(request), now);
    if (waitMs > 0) throw tooMany(this.rule, waitMs);
    return true;
  }
}

/** For reads and what costs as little: a feed's reader that has caught up should wait (`wait=20`), not ask again at once. */
@Injectable()
export class CallerPaceGuard extends PaceGuard {
  protected readonly size = { perSecond: 50, burst: 300 };
  protected readonly rule = 'CALLER_PACE';

  protected costOf(): number {
    return 1;
  }
}

/** A request costs a transaction whatever it holds: what comes in batches comes cheaper. */
const LEAST_COST = 5;

@Injectable()
export class ReceiptsPaceGuard extends PaceGuard {
  protected readonly size = { perSecond: 1_000, burst: 10_000 };
  protected readonly rule = 'RECEIPTS_PACE';

  /** Not checked yet: anything may have been sent. */
  protected costOf({ body }: AuthenticatedRequest & { body?: unknown }): number {
    const receipts =
      typeof body === 'object' && body !== null && 'receipts' in body ? body.receipts : [];
    return Math.max(LEAST_COST, Array.isArray(receipts) ? receipts.length : 0);
  }
}
