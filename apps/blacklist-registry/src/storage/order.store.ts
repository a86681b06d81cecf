import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AnsweredOrderRow } from './answered-order.row.js';
import { ForgedCopyRow } from './forged-copy.row.js';

/** Beyond so many different copies of one order, more of them tell the court nothing new. */
const COPIES_ANSWERED_PER_ORDER = 20;

/** Remembers what was answered, so that nothing is answered twice. */
@Injectable()
export class OrderStore {
  isAnswered(manager: EntityManager, orderId: string, courtCode: string): Promise<boolean> {
    return manager.existsBy(AnsweredOrderRow, { orderId, courtCode });
  }

  async recordAnswer(manager: EntityManager, answer: AnsweredOrderRow): Promise<void> {
    await manager.insert(AnsweredOrderRow, { ...answer });
  }

  /** @returns false when this copy, or too many copies of the same order, were answered before. */
  async recordCopy(manager: EntityManager, copy: ForgedCopyRow): Promise<boolean> {
    if (
      (await manager.countBy(ForgedCopyRow, { orderId: copy.orderId })) >= COPIES_ANSWERED_PER_ORDER
    ) {
      return false;
    }
    const inserted = await manager
      .createQueryBuilder()
      .insert()
      .into(ForgedCopyRow)
      .values({ ...copy })
      .orIgnore()
      .returning('digest')
      .execute();
    return (inserted.raw as unknown[]).length > 0;
  }
}
