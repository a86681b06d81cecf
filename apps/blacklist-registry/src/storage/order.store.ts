import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Rows } from '#bootstrap';
import type { Statement, Transaction } from '#messaging';
import { AnsweredOrderRow } from './answered-order.row.js';
import { ForgedCopyRow } from './forged-copy.row.js';

const ANSWERED = new Rows(AnsweredOrderRow);

/** Beyond so many different copies of one order, more of them tell the court nothing new. */
const COPIES_ANSWERED_PER_ORDER = 20;
/** Each answer costs a signature, a message, and rows in two services; made-up order ids cost nothing. */
const COPIES_ANSWERED_PER_MINUTE = 60;
const MINUTE_MS = 60_000;

/** Remembers what was answered, so that nothing is answered twice. */
@Injectable()
export class OrderStore {
  /** Whether this court's order was answered before; then nothing may be done for it. */
  async isAnswered(
    tx: Transaction,
    { orderId, courtCode }: Pick<AnsweredOrderRow, 'orderId' | 'courtCode'>,
  ): Promise<boolean> {
    const rows = await tx.ask({ text: IS_ANSWERED, values: [orderId, courtCode] });
    return rows.length > 0;
  }

  /** Fails where it was answered since `isAnswered`: then the message is taken again. */
  answering(manager: EntityManager, answer: AnsweredOrderRow): Statement {
    return ANSWERED.insert(manager, answer);
  }

  /** @returns false when this court's order was answered before; then nothing may be done for it. */
  recordAnswer(manager: EntityManager, answer: AnsweredOrderRow): Promise<boolean> {
    return insertNew(manager, AnsweredOrderRow, answer);
  }

  /**
   * `repeated`: this copy, or enough copies of the same order, were answered before. `flood`: enough
   * of all orders were in the last minute; but a copy of an order that is known to be real is not
   * kept from its court by any number of made-up ones.
   */
  async recordCopy(
    manager: EntityManager,
    copy: ForgedCopyRow,
  ): Promise<'recorded' | 'repeated' | 'flood'> {
    const [seen] = await manager.query<CopiesSeen[]>(
      `SELECT (SELECT count(*) >= $3 FROM forged_copy WHERE order_id = $1)
           OR EXISTS (SELECT 1 FROM forged_copy WHERE order_id = $1 AND digest = $2) AS repeated,
         EXISTS (SELECT 1 FROM answered_order WHERE order_id = $1) AS real,
         (SELECT count(*) >= $5 FROM (
            SELECT 1 FROM forged_copy WHERE recorded_at > $4 LIMIT $5) recent) AS many`,
      [
        copy.orderId,
        copy.digest,
        COPIES_ANSWERED_PER_ORDER,
        new Date(copy.recordedAt.getTime() - MINUTE_MS),
        COPIES_ANSWERED_PER_MINUTE,
      ],
    );
    if (seen?.repeated) return 'repeated';
    if (seen?.many && !seen.real) return 'flood';
    return (await insertNew(manager, ForgedCopyRow, copy)) ? 'recorded' : 'repeated';
  }
}

const IS_ANSWERED = 'SELECT 1 FROM answered_order WHERE order_id = $1 AND court_code = $2';

interface CopiesSeen {
  repeated: boolean;
  real: boolean;
  many: boolean;
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
