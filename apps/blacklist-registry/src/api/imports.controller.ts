import { Readable } from 'node:stream';
import { Controller, Get, Header, Headers, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  CurrentActor,
  PathId,
  Roles,
  ruleText,
  Streamed,
  Streams,
  type Actor,
  type StreamedBody,
} from '#bootstrap';
import { languageOf, type Language } from '#i18n';
import { MEDIA_TYPES } from '../import-files/open-rows.js';
import { ImportListings } from '../use-cases/import-listings.js';
import { ReadImports, type MissingUpstream } from '../use-cases/read-imports.js';
import type { ReportedRow } from '../domain/import/import-progress.js';
import { ImportQuery, ImportRowsQuery, ImportsQuery } from './import.requests.js';
import { ImportPageResponse, ImportResponse, toImportResponse } from './import.responses.js';
import { texts } from './texts.js';

const PAGE_SIZE = 50;

@ApiTags('imports')
@Controller('v1/imports')
export class ImportsController {
  constructor(
    private readonly importListings: ImportListings,
    private readonly readImports: ReadImports,
  ) {}

  /**
   * Takes a court's export in, row by row, while it is being sent; answers when all rows are settled.
   * Columns are recognised by the names of the published records, our own, and those of spreadsheets. A
   * row that is broken or not the court's own is refused by name and stops nothing. `GET /v1/imports`
   * shows the progress meanwhile. The same file again adds nothing.
   */
  @Post()
  @Roles('officer')
  @Streams(...MEDIA_TYPES)
  @ApiOperation({
    summary: '导入本院名单 — import an export of the officer’s court (NDJSON or CSV)',
  })
  @ApiCreatedResponse({ type: ImportResponse })
  async import(
    @Streamed() body: StreamedBody,
    @Query() { mode, full = false, codes = 'lenient', exportedAt, resume }: ImportQuery,
    @CurrentActor() actor: Actor,
  ): Promise<ImportResponse> {
    const made = exportedAt === undefined ? null : new Date(exportedAt);
    const wish = { mode, full, codes, exportedAt: made, resume: resume ?? null };
    return toImportResponse(await this.importListings.execute(body, wish, actor));
  }

  /** The court's imports, newest first. */
  @Get()
  @Roles('officer', 'judge')
  @ApiOperation({ summary: '查询导入 — the court’s imports' })
  @ApiOkResponse({ type: ImportPageResponse })
  async all(
    @Query() { before, limit = PAGE_SIZE }: ImportsQuery,
    @CurrentActor() actor: Actor,
  ): Promise<ImportPageResponse> {
    const { data, next } = await this.readImports.all({ before: before ?? null, limit }, actor);
    return { data: data.map(toImportResponse), next };
  }

  /** How far an import is. */
  @Get(':id')
  @Header('cache-control', 'no-store')
  @Roles('officer', 'judge')
  @ApiOperation({ summary: '查询导入进度 — how far an import is' })
  @ApiOkResponse({ type: ImportResponse })
  async one(@PathId('imp') id: string, @CurrentActor() actor: Actor): Promise<ImportResponse> {
    return toImportResponse(await this.readImports.one(id, actor));
  }

  /**
   * What became of each row, as NDJSON in the file's order: ACCEPTED (with flags), ALREADY_THERE, REFUSED
   * with field, rule and reason. Never a value of the row but its case number. MISSING_UPSTREAM lists
   * what a full export lacked.
   */
  @Get(':id/rows')
  @Header('cache-control', 'no-store')
  @Roles('officer', 'judge')
  @ApiOperation({ summary: '下载导入报告 — what became of each row (NDJSON)' })
  @ApiOkResponse({ content: { 'application/x-ndjson': { schema: { type: 'string' } } } })
  async rows(
    @PathId('imp') id: string,
    @Query() { result, after = 0 }: ImportRowsQuery,
    @CurrentActor() actor: Actor,
    @Headers('accept-language') languages: string | undefined,
  ): Promise<StreamableFile> {
    const report = await this.readImports.report({ id, result, afterLine: after }, actor);
    return new StreamableFile(Readable.from(asLines(report, languageOf(languages))), {
      type: 'application/x-ndjson; charset=utf-8',
      disposition: `attachment; filename="${id}.ndjson"`,
    });
  }
}

async function* asLines(
  report: AsyncIterable<(ReportedRow | MissingUpstream)[]>,
  language: Language,
): AsyncGenerator<string> {
  for await (const rows of report) {
    if (rows.length > 0)
      yield rows.map((row) => JSON.stringify(told(row, language)) + '\n').join('');
  }
}

function told(row: ReportedRow | MissingUpstream, language: Language): object {
  if (!('rule' in row) || row.rule === undefined) return row;
  return { ...row, message: ruleText(row.rule, {}, language, texts) };
}
