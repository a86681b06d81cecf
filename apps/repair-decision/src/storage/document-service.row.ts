import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ServiceMethod } from '../domain/service.js';

/** One 送达 of a paper. */
@Entity('document_service')
export class DocumentServiceRow {
  @PrimaryColumn('text') id: string;
  @Column('text', { name: 'document_id' }) documentId: string;
  @Column('text', { name: 'court_code' }) courtCode: string;
  @Column('text') method: ServiceMethod;
  @Column('timestamptz', { name: 'served_at' }) servedAt: Date;
  @Column('text', { name: 'recorded_by' }) recordedBy: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
  /** To whom, and what came back: sealed, because it may name people. */
  @Column('bytea') recipient: Buffer;
}
