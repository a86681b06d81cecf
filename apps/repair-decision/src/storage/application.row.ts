import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Basis, Initiator } from '#contracts';
import type { Finding } from '../domain/finding.js';

/** One application. */
@Entity('repair_application')
export class ApplicationRow {
  @PrimaryColumn('text') id: string;
  @Column('text', { name: 'court_code' }) courtCode: string;
  @Column('text', { name: 'listing_id' }) listingId: string;
  @Column('text') initiator: Initiator;
  @Column('text') basis: Basis;
  @Column('timestamptz', { name: 'triggered_at' }) triggeredAt: Date;
  @Column('text') facts: string;
  @Column('jsonb') findings: Finding[];
  @Column('text', { name: 'filed_by' }) filedBy: string;
  @Column('timestamptz', { name: 'filed_at' }) filedAt: Date;
  @Column('text') status: 'SUBMITTED' | 'DECIDED';
  @Column('text', { name: 'decision_id', nullable: true }) decisionId: string | null;
}
