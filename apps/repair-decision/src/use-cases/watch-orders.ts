import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '#bootstrap';
import { appendLedger } from '#ledger';
import { UnitOfWork, type Transaction } from '#messaging';
import type { Order } from '../domain/order.js';
import { ANSWER_WITHIN, exceptionOf, type ExceptionKind } from '../domain/order-exception.js';
import { ExceptionStore, type Suspect } from '../storage/exception.store.js';

/** A transaction per so many orders: a long outage must not make one huge one. */
const BATCH = 200;

/**
 * Notices exceptions as they appear and close, so that each is ledgered and warned of once, by
 * whichever instance comes first. What is shown to people never depends on it: that is computed.
 */
@Injectable()
export class WatchOrders {
  private readonly logger = new Logger('orders');

  constructor(
    private readonly dataSource: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly exceptions: ExceptionStore,
    private readonly clock: Clock,
  ) {}

  /** @returns how many exceptions of each kind are open. */
  async execute(): Promise<Map<ExceptionKind, number>> {
    const now = this.clock.now();
    let after: string | null = null;
    do after = await this.watchBatch(now, after);
    while (after);
    return this.exceptions.countOpen(this.dataSource.manager);
  }

  private async watchBatch(now: Date, after: string | null): Promise<string | null> {
    const issuedUntil = new Date(now.getTime() - ANSWER_WITHIN);
    const query = { issuedUntil, after, limit: BATCH };
    const suspects = await this.exceptions.suspects(this.dataSource.manager, query);
    const changed = suspects.filter(
      ({ order, recorded }) => (exceptionOf(order, now)?.kind ?? null) !== recorded,
    );
    if (changed.length > 0) {
      await this.unitOfWork.run(async (tx) => {
        for (const suspect of changed) await this.record(tx, suspect, now);
      });
    }
    return suspects.length === BATCH ? (suspects.at(-1)?.order.id ?? null) : null;
  }

  private async record(tx: Transaction, { order, recorded }: Suspect, now: Date): Promise<void> {
    const { id: orderId, courtCode } = order;
    if (recorded) {
      const entry = { orderId, courtCode, kind: recorded, at: now };
      if (await this.exceptions.close(tx.manager, entry))
        await ledger(tx, order, 'closed', recorded, now);
    }
    const current = exceptionOf(order, now);
    if (!current) return;
    const { kind } = current;
    if (!(await this.exceptions.open(tx.manager, { orderId, courtCode, kind, at: now }))) return;
    await ledger(tx, order, 'appeared', kind, now);
    const { decisionId: correlationId, listingId: listing, orderNo } = order;
    const line = {
      msg: 'order.exception',
      kind,
      order: orderId,
      orderNo,
      listing,
      courtCode,
      correlationId,
    };
    tx.afterCommit(() => this.logger.warn({ ...line, since: current.since }));
  }
}

async function ledger(
  { manager }: Transaction,
  { id: orderId, decisionId, listingId, courtCode }: Order,
  what: 'appeared' | 'closed',
  kind: ExceptionKind,
  at: Date,
): Promise<void> {
  await appendLedger(manager, {
    at,
    actor: 'repair-decision',
    action: `exception.${what}`,
    subject: decisionId,
    courtCode,
    detail: { kind, orderId, listingId },
  });
}
