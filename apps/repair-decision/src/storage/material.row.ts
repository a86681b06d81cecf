import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { MaterialKind } from '../domain/material.js';

/** One paper handed in. */
@Entity('material')
export class MaterialRow {
  @PrimaryColumn('text') id: string;
  @Column('text', { name: 'application_id' }) applicationId: string;
  @Column('text', { name: 'court_code' }) courtCode: string;
  @Column('text') kind: MaterialKind;
  @Column('text') name: string;
  @Column('text', { name: 'declared_type', nullable: true }) declaredType: string | null;
  @Column('text') type: string;
  @Column('integer') size: number;
  @Column('text') digest: string;
  @Column('text', { name: 'uploaded_by' }) uploadedBy: string;
  @Column('timestamptz', { name: 'uploaded_at' }) uploadedAt: Date;
  @Column('text', { name: 'withdrawn_by', nullable: true }) withdrawnBy: string | null;
  @Column('timestamptz', { name: 'withdrawn_at', nullable: true }) withdrawnAt: Date | null;
  @Column('text', { name: 'withdrawal_reason', nullable: true }) withdrawalReason: string | null;
}
