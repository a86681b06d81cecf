import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Basis, OrderAction, SanctionDomain } from '#contracts';
import type { Correction } from '../domain/application.js';
import type { Lift } from '../domain/lift.js';
import type { Acceptance, OrderedDocument, OutcomeReason } from '../domain/order.js';
import type { ApprovalLevel } from '../domain/rules/rule-set.js';

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
  @Column('jsonb') lifts: Lift[];
  @Column('text', { name: 'approved_as' }) approvedAs: ApprovalLevel;
  @Column('text', { name: 'sanction_domains', array: true }) sanctionDomains: SanctionDomain[];
  @Column('jsonb', { nullable: true }) correction: Correction | null;
  @Column('jsonb') documents: OrderedDocument[];
  /** `sha256:<hex>` of the bytes that were signed. */
  @Column('text') digest: string;
  @Column('timestamptz', { name: 'issued_at' }) issuedAt: Date;

  @Column('text', { nullable: true }) result: 'APPLIED' | 'REFUSED' | null;
  @Column('integer', { name: 'outcome_version', nullable: true }) outcomeVersion: number | null;
  @Column('text', { name: 'outcome_reason', nullable: true }) outcomeReason: OutcomeReason | null;
  @Column('timestamptz', { name: 'outcome_at', nullable: true }) outcomeAt: Date | null;

  @Column('boolean', { nullable: true }) announced: boolean | null;

  @Column('jsonb') accepted: Acceptance[];
  /** When the last change that the order made was taken in. */
  @Column('timestamptz', { name: 'accepted_at', nullable: true }) acceptedAt: Date | null;

  @Column('text', { name: 'acknowledged_by', nullable: true }) acknowledgedBy: string | null;
  @Column('timestamptz', { name: 'acknowledged_at', nullable: true }) acknowledgedAt: Date | null;
  @Column('text', { nullable: true }) acknowledgement: string | null;
}
