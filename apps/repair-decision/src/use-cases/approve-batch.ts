import { Injectable, Logger } from '@nestjs/common';
import { Problem, unavailable, type Actor } from '#bootstrap';
import { isInfrastructureFault } from '#messaging';
import { ApproveDecision } from './approve-decision.js';
import type { DecisionView } from './decision-view.js';

/** What became of one decision of a batch. */
export type BatchResult =
  | { id: string; result: 'APPROVED'; view: DecisionView }
  | { id: string; result: 'REFUSED'; problem: Problem };

/**
 * Approves decisions one by one, each in its own transaction and with its own order: a batch saves the
 * judge's clicks and decides nothing as a whole. What stands against one stands against that one only.
 */
@Injectable()
export class ApproveBatch {
  private readonly logger = new Logger('decisions');

  constructor(private readonly approveDecision: ApproveDecision) {}

  async execute(ids: readonly string[], actor: Actor): Promise<BatchResult[]> {
    const results: BatchResult[] = [];
    for (const id of ids) results.push(await this.approve(id, actor));
    return results;
  }

  private async approve(id: string, actor: Actor): Promise<BatchResult> {
    try {
      return { id, result: 'APPROVED', view: await this.approveDecision.execute(id, actor) };
    } catch (error) {
      return { id, result: 'REFUSED', problem: this.problemOf(error, id) };
    }
  }

  private problemOf(error: unknown, decision: string): Problem {
    if (error instanceof Problem) return error;
    if (isInfrastructureFault(error)) return unavailable('UNAVAILABLE', error);
    this.logger.error({ msg: 'decision.approval-failed', decision, err: error });
    return new Problem(500, 'INTERNAL', { cause: error });
  }
}
