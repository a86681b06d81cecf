import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Correction } from '../domain/correction.js';

/** A correction without what is sealed: of a person the type alone. */
export type ClearCorrection = Omit<Correction, 'subject'> & {
  subject?: { type: 'UNIT'; name: string; uscc: string } | { type: 'PERSON' };
};

/** 更正 that a court left here, until its order brings it into effect; what is sealed is not in `content`. */
@Entity('listing_correction')
export class CorrectionRow {
  @PrimaryColumn('text') id: string;
  @Column('text') listingId: string;
  @Column('text') courtCode: string;
  @Column('jsonb') content: ClearCorrection;
  @Column('bytea', { nullable: true }) identityCiphertext: Buffer | null;
  @Column('text', { nullable: true }) identityKeyId: string | null;
  /** Of the whole content, keyed (`IdentityVault.digestOf`): names it, and lets nobody guess an identity number. */
  @Column('text') digest: string;
  @Column('text') madeBy: string;
  @Column('timestamptz') madeAt: Date;
  /** The listing's version that it made; null while it waits. */
  @Column('integer', { nullable: true }) appliedVersion: number | null;
  @Column('timestamptz', { nullable: true }) appliedAt: Date | null;
}
