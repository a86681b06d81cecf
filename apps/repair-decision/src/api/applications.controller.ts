import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentActor, PathId, Roles, type Actor } from '#bootstrap';
import { DraftDecision } from '../use-cases/draft-decision.js';
import { ExamineApplication } from '../use-cases/examine-application.js';
import { ShowApplication, type ApplicationFilter } from '../use-cases/show-application.js';
import { SubmitApplication } from '../use-cases/submit-application.js';
import { ApplicationQuery, ApplicationRequest } from './application.requests.js';
import {
  ApplicationPageResponse,
  ApplicationResponse,
  toApplicationPage,
  toApplicationResponse,
} from './application.responses.js';
import { toCorrection } from './correction.request.js';
import { DraftResponse, toDraftResponse } from './decision.responses.js';
import { DraftRequest } from './draft.requests.js';
import { ExaminationResponse, toExaminationResponse } from './examination.response.js';
import { toDraft } from './to-draft.js';

@ApiTags('applications')
@Controller('v1/applications')
export class ApplicationsController {
  constructor(
    private readonly submitApplication: SubmitApplication,
    private readonly showApplication: ShowApplication,
    private readonly examineApplication: ExamineApplication,
    private readonly draftDecision: DraftDecision,
  ) {}

  /** Files an application; the debtor's other listings are read live and recorded as a finding. */
  @Post()
  @Roles('officer')
  @ApiOperation({ summary: '提出信用修复申请 — file an application for one listing of the court' })
  @ApiCreatedResponse({ type: ApplicationResponse })
  async submit(
    @Body() request: ApplicationRequest,
    @CurrentActor() actor: Actor,
  ): Promise<ApplicationResponse> {
    const submission = {
      ...request,
      situation: request.situation ?? null,
      triggeredAt: new Date(request.triggeredAt),
      correction: toCorrection(request.correction),
    };
    return toApplicationResponse(await this.submitApplication.execute(submission, actor));
  }

  /** Newest first; by status, listing, or what is due by a day. */
  @Get()
  @Roles('officer', 'judge', 'operations')
  @ApiOperation({ summary: '申请列表 — the court’s applications, newest first' })
  @ApiOkResponse({ type: ApplicationPageResponse })
  async list(
    @Query() query: ApplicationQuery,
    @CurrentActor() actor: Actor,
  ): Promise<ApplicationPageResponse> {
    return toApplicationPage(await this.showApplication.list(toFilter(query), actor));
  }

  /** With every step that was taken, and every deadline with what it rests on. */
  @Get(':id')
  @Roles('officer', 'judge', 'operations')
  @ApiOperation({ summary: '查询申请 — one application' })
  @ApiOkResponse({ type: ApplicationResponse })
  async show(
    @PathId('app') id: string,
    @CurrentActor() actor: Actor,
  ): Promise<ApplicationResponse> {
    const application = await this.showApplication.execute(id, actor);
    const certificate = await this.showApplication.certificateOf(application);
    return { ...toApplicationResponse(application), ...(certificate && { certificate }) };
  }

  /** Reads the listing live and applies the rules to what is on file; nothing is written. */
  @Get(':id/examination')
  @Roles('officer', 'judge')
  @ApiOperation({ summary: '审查情况 — where the application stands under its rules now' })
  @ApiOkResponse({ type: ExaminationResponse })
  async examine(
    @PathId('app') id: string,
    @CurrentActor() actor: Actor,
  ): Promise<ExaminationResponse> {
    return toExaminationResponse(await this.examineApplication.execute(id, actor));
  }

  /** Drafts the one decision on an application. It has no effect before another person approves it. */
  @Post(':id/decision')
  @Roles('officer', 'judge')
  @ApiOperation({ summary: '拟定决定 — draft the decision that grants or denies' })
  @ApiCreatedResponse({ type: DraftResponse })
  async draft(
    @PathId('app') id: string,
    @Body() request: DraftRequest,
    @CurrentActor() actor: Actor,
  ): Promise<DraftResponse> {
    return toDraftResponse(await this.draftDecision.execute(id, toDraft(request), actor));
  }
}

function toFilter({ listing, dueBy, ...query }: ApplicationQuery): ApplicationFilter {
  return {
    ...query,
    ...(listing !== undefined && { listingId: listing }),
    ...(dueBy !== undefined && { dueBy: new Date(`${dueBy}T23:59:59.999+08:00`) }),
  };
}
