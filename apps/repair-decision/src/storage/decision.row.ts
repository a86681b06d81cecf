import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Basis, OrderAction } from '#contracts';
import type { Finding } from '../domain/finding.js';

/** One decision, repair or revocation; the table's constraints say which columns each of them has. */
@Entity('decision')
export class DecisionRow {
  @PrimaryColumn('text') id: string;
  @Column('text', { name: 'court_code' }) courtCode: string;
  @Column('text', { name: 'application_id' }) applicationId: string;
  @Column('text', { name: 'listing_id' }) listingId: string;
  @Column('text') kind: 'REPAIR' | 'REVOCATION';
  @Column('text') basis: Basis;
  @Column('text') action: OrderAction;
  @Column('text') reasons: string;
  @Column('jsonb', { nullable: true }) findings: Finding[] | null;
  @Column('date', { name: 'shield_until', nullable: true }) shieldUntil: string | null;
  @Column('text', { nullable: true }) revokes: string | null;
  @Column('timestamptz', { name: 'breached_at', nullable: true }) breachedAt: Date | null;
  @Column('text') status: 'DRAFTED' | 'APPROVED' | 'WITHDRAWN';
  @Column('text', { name: 'drafted_by' }) draftedBy: string;
  @Column('timestamptz', { name: 'drafted_at' }) draftedAt: Date;
  @Column('text', { name: 'approved_by', nullable: true }) approvedBy: string | null;
  @Column('timestamptz', { name: 'approved_at', nullable: true }) approvedAt: Date | null;
  @Column('text', { name: 'withdrawn_by', nullable: true }) withdrawnBy: string | null;
  @Column('timestamptz', { name: 'withdrawn_at', nullable: true }) withdrawnAt: Date | null;
  @Column('text', { name: 'withdrawal_reason', nullable: true }) withdrawalReason: string | null;
}
