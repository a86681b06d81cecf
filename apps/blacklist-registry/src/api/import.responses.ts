import { ApiProperty } from '@nestjs/swagger';
import {
  CODE_CHECKS,
  IMPORT_MODES,
  IMPORT_STATES,
  type CodeCheck,
  type ImportMode,
  type ImportState,
  type ListingImport,
} from '../domain/import/import-progress.js';

/** One import of a court's export, and how far it is. */
export class ImportResponse {
  @ApiProperty({ example: 'imp_01KAPA0000000000000000000A' }) id: string;
  @ApiProperty({ example: '皖0104' }) courtCode: string;
  @ApiProperty({ enum: IMPORT_MODES }) mode: ImportMode;
  @ApiProperty({ example: true }) full: boolean;
  @ApiProperty({ enum: CODE_CHECKS }) codes: CodeCheck;
  @ApiProperty({
    enum: IMPORT_STATES,
    description: 'RUNNING with an old updatedAt: the service ended in the middle; resume it',
  })
  state: ImportState;
  @ApiProperty() exportedAt: string;
  @ApiProperty() startedAt: string;
  @ApiProperty() updatedAt: string;
  @ApiProperty({ type: String, nullable: true }) completedAt: string | null;
  @ApiProperty({ type: Number, nullable: true, description: 'Where the sender told the length' })
  bytesTotal: number | null;
  @ApiProperty() bytesRead: number;
  @ApiProperty({ description: 'Up to this line every row is settled' }) lastLine: number;
  @ApiProperty() accepted: number;
  @ApiProperty() alreadyThere: number;
  @ApiProperty() refused: number;
  @ApiProperty({ description: 'Accepted with something unusual about them' }) flagged: number;
  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Of a completed full import: published here, and not in the file',
  })
  missingUpstream: number | null;
  @ApiProperty({
    description:
      'Of a completed full import: most rows were refused, so that what the file seems to lack says nothing and was not looked for',
  })
  missingUpstreamWithheld: boolean;
}

export class ImportPageResponse {
  @ApiProperty({ type: [ImportResponse] }) data: ImportResponse[];
  @ApiProperty({ type: String, nullable: true }) next: string | null;
}

export function toImportResponse(shown: ListingImport): ImportResponse {
  const { id, courtCode, mode, isFull, codes, state, bytesTotal, bytesRead, lastLine } = shown;
  const { accepted, alreadyThere, refused, flagged, missing } = shown;
  return {
    ...{ id, courtCode, mode, full: isFull, codes, state },
    exportedAt: shown.exportedAt.toISOString(),
    startedAt: shown.startedAt.toISOString(),
    updatedAt: shown.updatedAt.toISOString(),
    completedAt: shown.completedAt?.toISOString() ?? null,
    ...{ bytesTotal, bytesRead, lastLine, accepted, alreadyThere, refused, flagged },
    missingUpstream: missing,
    missingUpstreamWithheld: isFull && state === 'COMPLETED' && missing === null,
  };
}
