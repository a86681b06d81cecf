import { Column, Entity, PrimaryColumn } from 'typeorm';
import type {
  CodeCheck,
  ImportMode,
  ImportState,
  ListingImport,
} from '../domain/import/import-progress.js';

/** Postgres gives 64-bit numbers as texts; no file is longer than a double can count. */
const bytes = {
  to: (value: number | null) => value,
  from: (value: string | null) => (value === null ? null : Number(value)),
};

/** One import of a court's export. */
@Entity()
export class ListingImportRow implements ListingImport {
  @PrimaryColumn('text') id: string;
  @Column('text') courtCode: string;
  @Column('text') mode: ImportMode;
  @Column('boolean') isFull: boolean;
  @Column('text') codes: CodeCheck;
  @Column('timestamptz') exportedAt: Date;
  @Column('text') state: ImportState;
  @Column('text') startedBy: string;
  @Column('timestamptz') startedAt: Date;
  @Column('timestamptz') updatedAt: Date;
  @Column('timestamptz', { nullable: true }) completedAt: Date | null;
  @Column('bigint', { nullable: true, transformer: bytes }) bytesTotal: number | null;
  @Column('bigint', { transformer: bytes }) bytesRead: number;
  @Column('integer') lastLine: number;
  @Column('bytea', { nullable: true }) digest: Buffer | null;
  @Column('integer') chunks: number;
  @Column('integer') accepted: number;
  @Column('integer') alreadyThere: number;
  @Column('integer') refused: number;
  @Column('integer') flagged: number;
  @Column('integer', { nullable: true }) missing: number | null;
}
