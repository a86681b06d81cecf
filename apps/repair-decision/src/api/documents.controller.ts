import { Body, Controller, Get, Post, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { create } from 'content-disposition';
import type { FastifyReply } from 'fastify';
import { CurrentActor, PathId, Roles, type Actor } from '#bootstrap';
import { IssueCommitmentPaper } from '../use-cases/issue-commitment-paper.js';
import { IssueDocuments, type PapersAsked } from '../use-cases/issue-documents.js';
import { RecordService } from '../use-cases/record-service.js';
import { ShowDocuments } from '../use-cases/show-documents.js';
import {
  CommitmentPaperRequest,
  IssueRequest,
  RegisterQuery,
  ServiceRequest,
} from './document.requests.js';
import {
  DocumentDetailResponse,
  DocumentListResponse,
  DocumentPageResponse,
  ServedResponse,
  toDocumentPage,
  toDocumentResponse,
  toServedResponse,
} from './document.responses.js';

@ApiTags('documents')
@Controller('v1')
export class DocumentsController {
  constructor(
    private readonly issueDocuments: IssueDocuments,
    private readonly issueCommitmentPaper: IssueCommitmentPaper,
    private readonly showDocuments: ShowDocuments,
    private readonly recordService: RecordService,
  ) {}

  /** Each is made once: asked for again, it is given back as it is. */
  @Post('decisions/:id/documents')
  @Roles('officer', 'judge')
  @ApiOperation({ summary: '制作文书 — issue papers of a decision' })
  @ApiCreatedResponse({ type: DocumentListResponse })
  async issue(
    @PathId('dec') id: string,
    @Body() request: IssueRequest,
    @CurrentActor() actor: Actor,
  ): Promise<DocumentListResponse> {
    const documents = await this.issueDocuments.execute(id, toPapersAsked(request), actor);
    return { documents: documents.map(toDocumentResponse) };
  }

  /** For the debtor to sign; once per promise. */
  @Post('commitments/:id/documents')
  @Roles('officer', 'judge')
  @ApiOperation({ summary: '制作信用承诺书 — issue the paper of a promise' })
  @ApiCreatedResponse({ type: DocumentListResponse })
  async issueCommitment(
    @PathId('cmt') id: string,
    @Body() _nothing: CommitmentPaperRequest,
    @CurrentActor() actor: Actor,
  ): Promise<DocumentListResponse> {
    const document = await this.issueCommitmentPaper.execute(id, actor);
    return { documents: [toDocumentResponse(document)] };
  }

  @Get('decisions/:id/documents')
  @Roles('officer', 'judge', 'operations')
  @ApiOperation({ summary: '决定的文书 — the papers of a decision, made or only numbered' })
  @ApiOkResponse({ type: DocumentListResponse })
  async ofDecision(
    @PathId('dec') id: string,
    @CurrentActor() actor: Actor,
  ): Promise<DocumentListResponse> {
    const documents = await this.showDocuments.ofDecision(id, actor);
    return { documents: documents.map(toDocumentResponse) };
  }

  @Get('documents')
  @Roles('officer', 'judge', 'operations')
  @ApiOperation({ summary: '文书登记簿 — every number that was taken, newest first' })
  @ApiOkResponse({ type: DocumentPageResponse })
  async register(
    @Query() query: RegisterQuery,
    @CurrentActor() actor: Actor,
  ): Promise<DocumentPageResponse> {
    return toDocumentPage(await this.showDocuments.register(query, actor));
  }

  @Get('documents/:id')
  @Roles('officer', 'judge', 'operations')
  @ApiOperation({ summary: '查询文书 — one paper, and to whom it was served' })
  @ApiOkResponse({ type: DocumentDetailResponse })
  async show(
    @PathId('doc') id: string,
    @CurrentActor() actor: Actor,
  ): Promise<DocumentDetailResponse> {
    const { document, services } = await this.showDocuments.one(id, actor);
    return { ...toDocumentResponse(document), services: services.map(toServedResponse) };
  }

  /** The bytes as they were issued; `yichu-document-jws` carries the court's signature over them. */
  @Get('documents/:id/content')
  @Roles('officer', 'judge')
  @ApiOperation({ summary: '下载文书 — a paper as PDF' })
  @ApiOkResponse({
    content: { 'application/pdf': { schema: { type: 'string', format: 'binary' } } },
  })
  async content(
    @PathId('doc') id: string,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { document, bytes } = await this.showDocuments.content(id, actor);
    const { number, issue } = document;
    void reply.headers({
      'cache-control': 'private, no-store',
      'yichu-document-jws': issue.jws,
      'yichu-document-sha256': issue.sha256,
    });
    return new StreamableFile(bytes, {
      type: 'application/pdf',
      length: issue.sizeBytes,
      disposition: create(`${number}.pdf`),
    });
  }

  @Post('documents/:id/services')
  @Roles('officer', 'judge')
  @ApiOperation({ summary: '登记送达 — record that a paper was served' })
  @ApiCreatedResponse({ type: ServedResponse })
  async serve(
    @PathId('doc') id: string,
    @Body() { recipient, method, servedAt, note }: ServiceRequest,
    @CurrentActor() actor: Actor,
  ): Promise<ServedResponse> {
    const served = { recipient, method, servedAt: new Date(servedAt), note: note ?? null };
    return toServedResponse(await this.recordService.execute(id, served, actor));
  }
}

function toPapersAsked(request: IssueRequest): PapersAsked {
  const { types, domains, recipients, signatories, creditorName, replaces } = request;
  const { president, presidingJudge, judges, clerk } = signatories ?? {};
  return {
    types: [...new Set(types)],
    domains: domains ?? null,
    recipients: (recipients ?? []).map(({ name }) => name),
    signatories: {
      ...(president && { president }),
      ...(presidingJudge && { presidingJudge }),
      ...(judges && { judges: judges.map(({ name }) => name) }),
      ...(clerk && { clerk }),
    },
    creditor: creditorName ?? null,
    replaces: replaces ? { id: replaces.documentId, reason: replaces.reason } : null,
  };
}
