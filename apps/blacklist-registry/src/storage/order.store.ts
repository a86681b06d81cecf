import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AnsweredOrderRow } from './answered-order.row.js';
import { ForgedCopyRow } from './forged-copy.row.js';

/** Beyond so many different copies of one order, more of them tell the court nothing new. */
const COPIES_ANSWERED_PER_ORDER = 20;

/** Remembers what was answered, so that nothing is answered twice. */
@Injectable()
export class OrderStore {
  /** @returns false when this court's order was answered before; then nothing may be done for it. */
  recordAnswer(manager: EntityManager, answer: AnsweredOrderRow): Promise<boolean> {
    return insertNew(manager, AnsweredOrderRow, answer);
  }

  /** @returns false when this copy, or too many copies of the same order, were answered before. */
  async recordCopy(manager: EntityManager, copy: ForgedCopyRow): Promise<boolean> {
    if (
      (await manager.countBy(ForgedCopyRow, { orderId: copy.orderId })) >= COPIES_ANSWERED_PER_ORDER
    ) {
      return false;
    }
    return insertNew(manager, ForgedCopyRow, copy);
  }
}

/** @returns whether the row was not there yet. */
async function insertNew<Row extends AnsweredOrderRow | ForgedCopyRow>(
  manager: EntityManager,
  type: new () => Row,
  row: Row,
): Promise<boolean> {
  const inserted = await manager
    .createQueryBuilder()
    .insert()
    .into<AnsweredOrderRow | ForgedCopyRow>(type)
    .values({ ...row })
    .orIgnore()
    .returning('order_id')
    .execute();
  return (inserted.raw as unknown[]).length > 0;
}
