import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A message that pretended to be an order: answered once per order and content, however often it comes. */
@Entity()
export class ForgedCopyRow {
  @PrimaryColumn('text') orderId: string;
  @PrimaryColumn('text') digest: string;
  /** Null: no court is known to stand behind it. */
  @Column('text', { nullable: true }) courtCode: string | null;
  @Column('timestamptz') recordedAt: Date;
}
