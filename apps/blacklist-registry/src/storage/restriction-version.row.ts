import type { ChangeCause, LiftBasis, RestrictionState } from '#contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One version of a restriction, never changed once written; its two times are those of `listing_version`. */
@Entity()
export class RestrictionVersionRow {
  @PrimaryColumn('text') restrictionId: string;
  @PrimaryColumn('integer') version: number;
  @Column('text') state: RestrictionState;
  @Column('text', { nullable: true }) basis: LiftBasis | null;
  @Column('date', { nullable: true }) until: string | null;
  @Column('text', { nullable: true }) cause: ChangeCause | null;
  @Column('text', { nullable: true }) orderId: string | null;
  @Column('text', { nullable: true }) decisionId: string | null;
  @Column('timestamptz') validFrom: Date;
  @Column('timestamptz') recordedAt: Date;
}
