import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentActor, PathId, Roles, type Actor } from '#bootstrap';
import { DraftDecision } from '../use-cases/draft-decision.js';
import { ShowApplication } from '../use-cases/show-application.js';
import { SubmitApplication } from '../use-cases/submit-application.js';
import { ApplicationQuery, ApplicationRequest } from './application.requests.js';
import {
  ApplicationPageResponse,
  ApplicationResponse,
  toApplicationPage,
  toApplicationResponse,
} from './application.responses.js';
import { DraftRequest } from './decision.requests.js';
import { DraftResponse, toDraftResponse } from './decision.responses.js';

@ApiTags('applications')
@Controller('v1/applications')
export class ApplicationsController {
  constructor(
    private readonly submitApplication: SubmitApplication,
    private readonly showApplication: ShowApplication,
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
    const submission = { ...request, triggeredAt: new Date(request.triggeredAt) };
    return toApplicationResponse(await this.submitApplication.execute(submission, actor));
  }

  @Get()
  @Roles('officer', 'judge', 'operations')
  @ApiOperation({ summary: '申请列表 — the court’s applications, newest first' })
  @ApiOkResponse({ type: ApplicationPageResponse })
  async list(
    @Query() query: ApplicationQuery,
    @CurrentActor() actor: Actor,
  ): Promise<ApplicationPageResponse> {
    return toApplicationPage(await this.showApplication.list(query, actor));
  }

  @Get(':id')
  @Roles('officer', 'judge', 'operations')
  @ApiOperation({ summary: '查询申请 — one application' })
  @ApiOkResponse({ type: ApplicationResponse })
  async show(
    @PathId('app') id: string,
    @CurrentActor() actor: Actor,
  ): Promise<ApplicationResponse> {
    return toApplicationResponse(await this.showApplication.execute(id, actor));
  }

  /** Drafts the one decision on an application. It has no effect before another person approves it. */
  @Post(':id/decision')
  @Roles('officer', 'judge')
  @ApiOperation({ summary: '拟定信用修复决定 — draft the decision' })
  @ApiCreatedResponse({ type: DraftResponse })
  async draft(
    @PathId('app') id: string,
    @Body() request: DraftRequest,
    @CurrentActor() actor: Actor,
  ): Promise<DraftResponse> {
    const { reasons, openCases, shieldUntil = null } = request;
    const attested = { ...openCases, queriedAt: new Date(openCases.queriedAt) };
    const draft = { reasons, openCases: attested, shieldUntil };
    return toDraftResponse(await this.draftDecision.execute(id, draft, actor));
  }
}
