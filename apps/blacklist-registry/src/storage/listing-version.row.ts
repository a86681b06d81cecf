import type { Basis, ChangeCause, ListingGround, ListingState } from '#contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * One version of a listing, never changed once written. Two times: `valid_from` is when the court's
 * act took effect, `recorded_at` when this register learned of it. "Was it listed at T?" and "what
 * did we say at T?" are different questions, and both get an answer.
 */
@Entity()
export class ListingVersionRow {
  @PrimaryColumn('text') listingId: string;
  @PrimaryColumn('integer') version: number;
  @Column('integer', { nullable: true }) previousVersion: number | null;
  @Column('text') courtCode: string;
  @Column('text') state: ListingState;
  @Column('text', { nullable: true }) basis: Basis | null;
  @Column('date', { nullable: true }) until: string | null;
  @Column('text', { array: true }) grounds: ListingGround[];
  @Column('date', { nullable: true }) termEndsOn: string | null;
  @Column('text', { nullable: true }) orderId: string | null;
  @Column('text', { nullable: true }) decisionId: string | null;
  /** Where the registry acted by itself. */
  @Column('text', { nullable: true }) cause: ChangeCause | null;
  @Column('text', { nullable: true }) correctionId: string | null;
  @Column('timestamptz') validFrom: Date;
  @Column('timestamptz') recordedAt: Date;
}
