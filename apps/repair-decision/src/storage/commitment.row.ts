import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CalendarDate } from '#calendar';
import type {
  BreachAllegation,
  CommitmentStatus,
  CommitmentTerms,
  CommittedDebtor,
} from '../domain/commitment.js';

/** The driver gives 64-bit integers as text; sums of fen stay far below what a number holds exactly. */
const fen = { to: (value?: number) => value, from: (text: string) => Number(text) };

/** What jsonb holds of an allegation: times as text. */
export type StoredAllegation = Omit<BreachAllegation, 'at'> & { at: string };

/** One promise; the table's constraints say which columns each status has. */
@Entity('commitment')
export class CommitmentRow {
  @PrimaryColumn('text') id: string;
  @Column('text', { name: 'court_code' }) courtCode: string;
  @Column('text', { name: 'case_number' }) caseNumber: string;
  @Column('text', { name: 'listing_id', nullable: true }) listingId: string | null;
  @Column('jsonb') debtor: CommittedDebtor;
  @Column('jsonb') terms: CommitmentTerms;
  @Column('date', { name: 'defer_listing_until', nullable: true })
  deferListingUntil: CalendarDate | null;
  @Column('text', { name: 'proposed_by' }) proposedBy: string;
  @Column('timestamptz', { name: 'proposed_at' }) proposedAt: Date;
  @Column('text', { name: 'accepted_by', nullable: true }) acceptedBy: string | null;
  @Column('timestamptz', { name: 'accepted_at', nullable: true }) acceptedAt: Date | null;
  @Column('bigint', { name: 'paid_fen', transformer: fen }) paidFen: number;
  @Column('date', { name: 'next_due_on', nullable: true }) nextDueOn: CalendarDate | null;
  @Column('jsonb', { name: 'alleged_breach', nullable: true })
  allegedBreach: StoredAllegation | null;
  @Column('text') status: CommitmentStatus;
  @Column('text', { name: 'ended_by', nullable: true }) endedBy: string | null;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt: Date | null;
  @Column('text', { name: 'end_reason', nullable: true }) endReason: string | null;
  @Column('date', { name: 'breached_on', nullable: true }) breachedOn: CalendarDate | null;
}
