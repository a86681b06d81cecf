import { Transform } from 'class-transformer';
import { ChoiceField, FlagField, IdField, InstantField, NumberField } from '#bootstrap';
import {
  CODE_CHECKS,
  IMPORT_MODES,
  ROW_RESULTS,
  type CodeCheck,
  type ImportMode,
} from '../domain/import/import-progress.js';

const REPORT_RESULTS = [...ROW_RESULTS, 'MISSING_UPSTREAM'] as const;

/** How a court's export is to be taken in. */
export class ImportQuery {
  @ChoiceField(IMPORT_MODES, {
    description:
      'baseline (基线): a list that is known already, as one batch; delta (增量): new listings, each announced',
    example: 'baseline',
  })
  mode: ImportMode;

  @Transform(({ value }: { value: unknown }) => asFlag(value))
  @FlagField({
    description:
      'The file holds all that the court publishes: what it lacks is reported as MISSING_UPSTREAM, and not removed',
    example: true,
    optional: true,
  })
  full?: boolean;

  @ChoiceField(CODE_CHECKS, {
    description: 'lenient (default) takes legacy codes with a flag; strict refuses them',
    example: 'lenient',
    optional: true,
  })
  codes?: CodeCheck;

  @InstantField({
    description: 'When the export was made (default: now); listings made later are not missing',
    example: '2026-11-22T16:00:00Z',
    optional: true,
  })
  exportedAt?: string;

  @IdField('imp', {
    description:
      'An import that was cut off: send the same file again from its start, rows already settled are passed over',
    example: 'imp_01KAPA0000000000000000000A',
    optional: true,
  })
  resume?: string;
}

export class ImportsQuery {
  @IdField('imp', {
    description: '`next` of the page before',
    example: 'imp_01KAPA0000000000000000000A',
    optional: true,
  })
  before?: string;

  @NumberField({ min: 1, max: 200, example: 50, optional: true, fromQuery: true })
  limit?: number;
}

export class ImportRowsQuery {
  @ChoiceField(REPORT_RESULTS, { example: 'REFUSED', optional: true })
  result?: (typeof REPORT_RESULTS)[number];

  @NumberField({
    description: 'Rows behind this line only',
    min: 0,
    max: 2 ** 31 - 1,
    example: 0,
    optional: true,
    fromQuery: true,
  })
  after?: number;
}

/** Queries are texts. */
function asFlag(value: unknown): unknown {
  return value === 'true' ? true : value === 'false' ? false : value;
}
