import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Basis, OrderAction, SanctionDomain } from '#contracts';
import type { Correction } from '../domain/application.js';
import type { DecisionKind, DecisionStatus, Remedies } from '../domain/decision.js';
import type { Lift } from '../domain/lift.js';
import type { ListingReading } from '../domain/listing-reading.js';
import type { RuleSetReference } from '../domain/rules/evaluation.js';
import type { Finding } from '../domain/rules/finding.js';
import type { ApprovalLevel } from '../domain/rules/rule-set.js';
import type { Service } from '../domain/service.js';

/** One decision; the table's constraints say which columns each kind of it has. */
@Entity('decision')
export class DecisionRow {
  @PrimaryColumn('text') id: string;
  @Column('text', { name: 'court_code' }) courtCode: string;
  @Column('text', { name: 'application_id' }) applicationId: string;
  @Column('text', { name: 'listing_id' }) listingId: string;
  @Column('text') kind: DecisionKind;
  @Column('text') basis: Basis;
  @Column('text', { nullable: true }) action: OrderAction | null;
  @Column('text') reasons: string;
  @Column('text', { name: 'approval_level' }) approvalLevel: ApprovalLevel;
  @Column('jsonb') listing: ListingReading;
  @Column('jsonb', { nullable: true }) findings: Finding[] | null;
  @Column('jsonb', { name: 'rule_set', nullable: true }) ruleSet: RuleSetReference | null;
  @Column('date', { name: 'shield_until', nullable: true }) shieldUntil: string | null;
  @Column('jsonb', { name: 'lift_restrictions' }) liftRestrictions: Lift[];
  @Column('text', { name: 'sanction_domains', array: true }) sanctionDomains: SanctionDomain[];
  @Column('jsonb', { nullable: true }) correction: Correction | null;
  @Column('jsonb', { nullable: true }) remedies: Remedies | null;
  @Column('text', { nullable: true }) revokes: string | null;
  @Column('timestamptz', { name: 'breached_at', nullable: true }) breachedAt: Date | null;
  @Column('text') status: DecisionStatus;
  @Column('text', { name: 'drafted_by' }) draftedBy: string;
  @Column('timestamptz', { name: 'drafted_at' }) draftedAt: Date;
  @Column('text', { name: 'approved_by', nullable: true }) approvedBy: string | null;
  @Column('timestamptz', { name: 'approved_at', nullable: true }) approvedAt: Date | null;
  @Column('text', { name: 'approved_as', nullable: true }) approvedAs: ApprovalLevel | null;
  @Column('jsonb') served: Service[];
  @Column('timestamptz', { name: 'refused_at', nullable: true }) refusedAt: Date | null;
  @Column('timestamptz', { name: 'overturned_at', nullable: true }) overturnedAt: Date | null;
  @Column('text', { name: 'withdrawn_by', nullable: true }) withdrawnBy: string | null;
  @Column('timestamptz', { name: 'withdrawn_at', nullable: true }) withdrawnAt: Date | null;
  @Column('text', { name: 'withdrawal_reason', nullable: true }) withdrawalReason: string | null;
}
