import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Basis, OrderAction } from '#contracts';
import type { OutcomeReason } from '../domain/order.js';

/** One order, what the registry answered to it, and what the publisher made of the change. */
@Entity('repair_order')
export class OrderRow {
  @PrimaryColumn('text') id: string;
  @Column('text', { name: 'court_code' }) courtCode: string;
  @Column('text', { name: 'decision_id' }) decisionId: string;
  @Column('text', { name: 'listing_id' }) listingId: string;
  @Column('integer', { name: 'order_no' }) orderNo: number;
  @Column('text') action: OrderAction;
  @Column('text') basis: Basis;
  @Column('date', { nullable: true }) until: string | null;
  /** `sha256:<hex>` of the bytes that were signed. */
  @Column('text') digest: string;
  @Column('timestamptz', { name: 'issued_at' }) issuedAt: Date;

  @Column('text', { nullable: true }) result: 'APPLIED' | 'REFUSED' | null;
  @Column('integer', { name: 'outcome_version', nullable: true }) outcomeVersion: number | null;
  @Column('text', { name: 'outcome_reason', nullable: true }) outcomeReason: OutcomeReason | null;
  @Column('timestamptz', { name: 'outcome_at', nullable: true }) outcomeAt: Date | null;

  @Column('integer', { name: 'accepted_version', nullable: true }) acceptedVersion: number | null;
  @Column('integer', { nullable: true }) expected: number | null;
  @Column('timestamptz', { name: 'accepted_at', nullable: true }) acceptedAt: Date | null;

  @Column('text', { name: 'acknowledged_by', nullable: true }) acknowledgedBy: string | null;
  @Column('timestamptz', { name: 'acknowledged_at', nullable: true }) acknowledgedAt: Date | null;
  @Column('text', { nullable: true }) acknowledgement: string | null;
}
