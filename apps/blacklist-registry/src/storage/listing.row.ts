import type { Basis, ListingGround, ListingState } from '#contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CaseStatus } from '../domain/dormancy.js';
import type { Applicant, ImposedBy, Performance } from '../domain/listing-entry.js';
import type { ExtensionReason, RuleVersion } from '../domain/term.js';

/** What is noted of the case beside the listing's versions: CaseActivityStore alone writes it. */
const NOTED = { insert: false, update: false };

/** One listing as it is now; how it came there is in `listing_version`. */
@Entity()
export class ListingRow {
  @PrimaryColumn('text') id: string;
  @Column('text') courtCode: string;
  @Column('text') caseNumber: string;
  @Column('text') subjectType: 'UNIT' | 'PERSON';

  @Column('text', { nullable: true }) unitName: string | null;
  @Column('text', { nullable: true }) uscc: string | null;
  /** Why an imported code is not one by today's standard; null where it is. */
  @Column('text', { nullable: true }) codeFlag: string | null;

  /** Keyed index over the identity number: finds a person's listings without knowing the number. */
  @Column('text', { nullable: true }) personKey: string | null;
  /** The only column that holds persons' names and numbers, encrypted: the debtor, or a unit's legal representative. */
  @Column('bytea', { nullable: true })
  identityCiphertext: Buffer | null;
  @Column('text', { nullable: true }) identityKeyId: string | null;

  @Column('text', { array: true }) grounds: ListingGround[];
  @Column('text') ruleVersion: RuleVersion;
  @Column('date', { nullable: true }) termEndsOn: string | null;
  @Column('smallint', { nullable: true }) extensionYears: number | null;
  @Column('text', { nullable: true }) extensionReason: ExtensionReason | null;
  @Column('text', { nullable: true }) conduct: string | null;
  @Column('text') instrumentNumber: string;
  @Column('text') instrumentMaker: string;
  @Column('text') duty: string;
  @Column('text') performance: Performance;
  @Column('text', { nullable: true }) performedPart: string | null;
  @Column('text', { nullable: true }) unperformedPart: string | null;
  @Column('date') filedOn: string;
  @Column('date') decidedOn: string;
  @Column('text', { nullable: true }) imposedBy: ImposedBy | null;
  @Column('text', { nullable: true }) applicant: Applicant | null;
  @Column('text', { nullable: true }) importId: string | null;

  @Column({ type: 'text', ...NOTED }) caseStatus: CaseStatus;
  @Column({ type: 'date', nullable: true, ...NOTED }) caseStatusOn: string | null;
  /** How many 限制消费 of this case are not lifted for good. */
  @Column({ type: 'integer', ...NOTED }) boundSpending: number;

  @Column('text') state: ListingState;
  @Column('text', { nullable: true }) basis: Basis | null;
  /** Last day of a shield or grace; in DECIDED the day of publication. */
  @Column('date', { nullable: true }) until: string | null;
  @Column('date', { nullable: true }) graceFrom: string | null;
  @Column('timestamptz', { nullable: true }) publishedAt: Date | null;
  @Column('integer') version: number;
  @Column('integer') lastOrderNo: number;
  @Column('timestamptz') validFrom: Date;
  @Column('timestamptz') recordedAt: Date;
}
