import type { RefusalReason } from '#contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * An authentic order that was answered. The court is part of the key, so that a court which reuses
 * another's order id cannot have the real order taken for a repetition.
 */
@Entity()
export class AnsweredOrderRow {
  @PrimaryColumn('text') orderId: string;
  @PrimaryColumn('text') courtCode: string;
  @Column('integer') orderNo: number;
  @Column('text') listingRef: string;
  @Column('text') decisionId: string;
  @Column('text') digest: string;
  /** Null where the order was refused. */
  @Column('integer', { nullable: true }) version: number | null;
  /** Null where the order was applied. */
  @Column('text', { nullable: true }) reason: RefusalReason | null;
  @Column('timestamptz') answeredAt: Date;
}
