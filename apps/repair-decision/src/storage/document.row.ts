import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { DocumentType } from '#contracts';

/** One paper: its number from the day it is reserved, and all the rest from the day it is issued. */
@Entity('court_document')
export class DocumentRow {
  @PrimaryColumn('text') id: string;
  @Column('text', { name: 'court_code' }) courtCode: string;
  @Column('text', { name: 'decision_id', nullable: true }) decisionId: string | null;
  @Column('text', { name: 'commitment_id', nullable: true }) commitmentId: string | null;
  @Column('text', { name: 'listing_id', nullable: true }) listingId: string | null;
  @Column('text') type: DocumentType;
  @Column('text') series: string;
  @Column('integer') sequence: number;
  @Column('timestamptz', { name: 'reserved_at' }) reservedAt: Date;
  /** Whom it is addressed to, as a digest; null for papers that have no addressee. */
  @Column('text', { nullable: true }) addressees: string | null;
  @Column('text', { nullable: true }) replaces: string | null;

  @Column('timestamptz', { name: 'issued_at', nullable: true }) issuedAt: Date | null;
  @Column('text', { name: 'issued_by', nullable: true }) issuedBy: string | null;
  /** 核验码: what its QR leads to; cannot be guessed. */
  @Column('text', { nullable: true }) code: string | null;
  /** Of the bytes, in hexadecimal. */
  @Column('text', { nullable: true }) sha256: string | null;
  @Column('integer', { name: 'size_bytes', nullable: true }) sizeBytes: number | null;
  @Column('integer', { nullable: true }) pages: number | null;
  @Column('text', { nullable: true }) jws: string | null;
  @Column('text', { name: 'key_id', nullable: true }) keyId: string | null;
  /** Digest of the template that it was made from. */
  @Column('text', { nullable: true }) template: string | null;
  @Column('jsonb', { nullable: true }) seal: object | null;
  /** What it says, as it was when it was made; sealed, because it names people. */
  @Column('bytea', { nullable: true }) facts: Buffer | null;
  @Column('text', { name: 'superseded_by', nullable: true }) supersededBy: string | null;
  @Column('timestamptz', { name: 'superseded_at', nullable: true }) supersededAt: Date | null;
}
