import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Basis, Initiator } from '#contracts';
import type { ApplicationStatus, Correction, HistoryEntry } from '../domain/application.js';
import type { Deadline } from '../domain/deadline.js';
import type { ListingReading } from '../domain/listing-reading.js';
import type { RuleSetReference } from '../domain/rules/evaluation.js';
import type { Finding } from '../domain/rules/finding.js';
import type { Steps } from '../domain/steps.js';

/** One application. The last five columns only repeat what is in it, for queries. */
@Entity('repair_application')
export class ApplicationRow {
  @PrimaryColumn('text') id: string;
  @Column('text', { name: 'court_code' }) courtCode: string;
  @Column('text', { name: 'listing_id' }) listingId: string;
  @Column('text') initiator: Initiator;
  @Column('text') basis: Basis;
  @Column('text', { nullable: true }) situation: string | null;
  @Column('timestamptz', { name: 'triggered_at' }) triggeredAt: Date;
  @Column('text') facts: string;
  @Column('jsonb', { nullable: true }) correction: Correction | null;
  @Column('jsonb') listing: ListingReading;
  @Column('jsonb', { name: 'rule_set' }) ruleSet: RuleSetReference;
  @Column('jsonb') findings: Finding[];
  @Column('text', { name: 'filed_by' }) filedBy: string;
  @Column('timestamptz', { name: 'filed_at' }) filedAt: Date;
  @Column('text') status: ApplicationStatus;
  @Column('text', { name: 'decision_id', nullable: true }) decisionId: string | null;
  @Column('jsonb') steps: Steps;
  @Column('jsonb') deadlines: Deadline[];
  @Column('jsonb') history: HistoryEntry[];

  @Column('timestamptz', { name: 'next_due_at', nullable: true }) nextDueAt: Date | null;
  @Column('timestamptz', { name: 'duty_due_at', nullable: true }) dutyDueAt: Date | null;
  @Column('timestamptz', { name: 'duty_ended_at', nullable: true }) dutyEndedAt: Date | null;
  @Column('timestamptz', { name: 'denied_at', nullable: true }) deniedAt: Date | null;
  @Column('date', { name: 'barred_until', nullable: true }) barredUntil: string | null;
}
