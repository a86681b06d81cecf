import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, notFound, type Actor } from '#bootstrap';
import type { Decision, DecisionStatus } from '../domain/decision.js';
import { exceptionOf } from '../domain/order-exception.js';
import { DecisionStore } from '../storage/decision.store.js';
import { OrderStore } from '../storage/order.store.js';
import { PropagationStore } from '../storage/propagation.store.js';
import { RefusalStore } from '../storage/refusal.store.js';
import { withoutOrder, type DecisionView } from './decision-view.js';
import { courtOfReader, requireReader } from './may-read.js';
import { PAGE_SIZE, pageOf, type Page, type PageRequest } from './page.js';

/** Shows decisions: where each stands, what the registry answered, how far it has come. */
@Injectable()
export class ShowDecision {
  constructor(
    private readonly dataSource: DataSource,
    private readonly decisions: DecisionStore,
    private readonly orders: OrderStore,
    private readonly refusals: RefusalStore,
    private readonly propagation: PropagationStore,
    private readonly clock: Clock,
  ) {}

  async execute(id: string, actor: Actor): Promise<DecisionView> {
    const { manager } = this.dataSource;
    const decision = await this.decisions.find(manager, id);
    if (!decision) throw notFound();
    requireReader(actor, decision.courtCode);
    const order =
      decision.status === 'APPROVED' ? await this.orders.findByDecision(manager, id) : null;
    if (!order) return withoutOrder(decision);
    const exception = exceptionOf(order, this.clock.now());
    return {
      decision,
      order,
      refusals: await this.refusals.of(manager, order.id),
      exceptions: exception ? [exception.kind] : [],
      propagation: await this.propagation.count(manager, id),
    };
  }

  /** Newest first: drafts that wait for approval, or all. */
  async list(
    { status, after, limit = PAGE_SIZE }: PageRequest & { status?: DecisionStatus },
    actor: Actor,
  ): Promise<Page<Decision>> {
    const courtCode = courtOfReader(actor);
    const rows = await this.decisions.list(this.dataSource.manager, {
      courtCode,
      status: status ?? null,
      before: after ?? null,
      limit: limit + 1,
    });
    return pageOf(rows, limit);
  }
}
