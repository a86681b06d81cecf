import type { BoundRole, RestrictionKind, RestrictionState } from '#contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One restriction as it is now; how it came there is in `restriction_version`. */
@Entity()
export class RestrictionRow {
  @PrimaryColumn('text') id: string;
  @Column('text') listingId: string;
  @Column('text') courtCode: string;
  @Column('text') kind: RestrictionKind;
  @Column('text') boundRole: BoundRole;
  @Column('boolean') bindsPerson: boolean;
  /** Of the officer bound; null where the debtor is, whom the listing names. */
  @Column('text', { nullable: true }) personKey: string | null;
  /** The officer's name and number, sealed under this restriction's id. */
  @Column('bytea', { nullable: true }) identityCiphertext: Buffer | null;
  @Column('text', { nullable: true }) identityKeyId: string | null;
  @Column('date') decidedOn: string;
  @Column('text') state: RestrictionState;
  @Column('date', { nullable: true }) until: string | null;
  @Column('integer') version: number;
  @Column('integer', { nullable: true }) announcedVersion: number | null;
}
