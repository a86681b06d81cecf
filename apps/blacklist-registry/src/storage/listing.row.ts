import type { Basis, ListingGround, ListingState } from '#contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Performance } from '../domain/listing-entry.js';

/** One listing as it is now; how it came there is in `listing_version`. */
@Entity()
export class ListingRow {
  @PrimaryColumn('text') id: string;
  @Column('text') courtCode: string;
  @Column('text') caseNumber: string;
  @Column('text') subjectType: 'UNIT' | 'PERSON';

  @Column('text', { nullable: true }) unitName: string | null;
  @Column('text', { nullable: true }) uscc: string | null;

  /** Keyed index over the identity number: finds a person's listings without knowing the number. */
  @Column('text', { nullable: true }) personKey: string | null;
  /** The only column that holds a person's name and number, encrypted. */
  @Column('bytea', { nullable: true })
  identityCiphertext: Buffer | null;
  @Column('text', { nullable: true }) identityKeyId: string | null;

  @Column('text', { array: true }) grounds: ListingGround[];
  /** The version of the listing rules the grounds are numbered by (the 2013 text numbers otherwise). */
  @Column('text') ruleVersion: 'FS2017-7';
  @Column('text') instrumentNumber: string;
  @Column('text') instrumentMaker: string;
  @Column('text') duty: string;
  @Column('text') performance: Performance;
  @Column('date') filedOn: string;
  @Column('date') decidedOn: string;

  @Column('text') state: ListingState;
  @Column('text', { nullable: true }) basis: Basis | null;
  @Column('date', { nullable: true }) until: string | null;
  @Column('integer') version: number;
  @Column('integer') lastOrderNo: number;
  @Column('timestamptz') validFrom: Date;
  @Column('timestamptz') recordedAt: Date;
}
