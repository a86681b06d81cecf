import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, type Actor } from '#bootstrap';
import type { Order } from '../domain/order.js';
import { ANSWER_WITHIN, exceptionOf, type OrderException } from '../domain/order-exception.js';
import { ExceptionStore } from '../storage/exception.store.js';
import { courtOfReader } from './may-read.js';
import { PAGE_SIZE, pageOf, type Page, type PageRequest } from './page.js';

/** An order that needs somebody's eyes. */
export interface OpenException extends OrderException {
  id: string;
  order: Order;
}

/** Lists what is open right now, computed from the orders and the clock: a restart loses nothing. */
@Injectable()
export class ListExceptions {
  constructor(
    private readonly dataSource: DataSource,
    private readonly exceptions: ExceptionStore,
    private readonly clock: Clock,
  ) {}

  async execute(
    { after, limit = PAGE_SIZE }: PageRequest,
    actor: Actor,
  ): Promise<Page<OpenException>> {
    const now = this.clock.now();
    const orders = await this.exceptions.openOrders(this.dataSource.manager, {
      courtCode: courtOfReader(actor),
      issuedUntil: new Date(now.getTime() - ANSWER_WITHIN),
      after: after ?? null,
      limit: limit + 1,
    });
    const { data, next } = pageOf(orders, limit);
    return { data: data.flatMap((order) => toOpenException(order, now)), next };
  }
}

function toOpenException(order: Order, now: Date): OpenException[] {
  const exception = exceptionOf(order, now);
  return exception ? [{ ...exception, id: order.id, order }] : [];
}
