export const IMPORT_MODES = ['baseline', 'delta'] as const;
/** 基线: a court's whole list, as one batch. 增量: the new listings of a day, each announced by itself. */
export type ImportMode = (typeof IMPORT_MODES)[number];
export const IMPORT_STATES = ['RUNNING', 'INTERRUPTED', 'COMPLETED'] as const;
export type ImportState = (typeof IMPORT_STATES)[number];
export const CODE_CHECKS = ['lenient', 'strict'] as const;
export type CodeCheck = (typeof CODE_CHECKS)[number];

export interface ImportCounts {
  accepted: number;
  alreadyThere: number;
  refused: number;
  /** Taken in with something unusual about them. */
  flagged: number;
}

/** One import, and how far it is. */
export interface ListingImport extends ImportCounts {
  id: string;
  courtCode: string;
  mode: ImportMode;
  /** The file holds all that the court publishes: what it lacks is missing upstream. */
  isFull: boolean;
  codes: CodeCheck;
  /** When the export was made: what was listed later cannot be in it. */
  exportedAt: Date;
  state: ImportState;
  startedBy: string;
  startedAt: Date;
  updatedAt: Date;
  completedAt: Date | null;
  bytesTotal: number | null;
  bytesRead: number;
  /** The last line whose row is settled; a file that is sent again goes on behind it. */
  lastLine: number;
  /** Over the header and all settled rows. */
  digest: Buffer | null;
  /** Messages with imported listings that were sent. */
  chunks: number;
  /** Of a completed full import. */
  missing: number | null;
}

/**
 * Whether a full export tells what it lacks. One of which most rows were refused is a broken file, or
 * another court's: what it seems to lack says nothing.
 */
export function canTellMissing({ accepted, alreadyThere, refused }: ImportCounts): boolean {
  return accepted + alreadyThere >= Math.max(1, refused);
}

export const ROW_RESULTS = ['ACCEPTED', 'ALREADY_THERE', 'REFUSED'] as const;
export type RowResult = (typeof ROW_RESULTS)[number];

/** What became of one row. Names no person and repeats nothing of the row but its case number. */
export interface ReportedRow {
  line: number;
  result: RowResult;
  listing?: string;
  caseNumber?: string;
  field?: string;
  rule?: string;
  flags?: string[];
  /** The listing that is there has ended: the registry knows better than the export. */
  ended?: true;
}
