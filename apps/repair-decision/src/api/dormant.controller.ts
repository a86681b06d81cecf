import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentActor, invalid, PathId, Roles, type Actor } from '#bootstrap';
import { DraftDormant } from '../use-cases/draft-dormant.js';
import { ShowDormant } from '../use-cases/show-dormant.js';
import { SweepDormant } from '../use-cases/sweep-dormant.js';
import { VerifyDormant, type Verified } from '../use-cases/verify-dormant.js';
import { DraftResponse, toDraftResponse } from './decision.responses.js';
import {
  DormantDraftRequest,
  DormantQueryRequest,
  SweepRequest,
  DormantVerificationRequest,
} from './dormant.requests.js';
import {
  DormantItemResponse,
  DormantPageResponse,
  SweepResponse,
  toDormantItemResponse,
  toDormantPage,
} from './dormant.responses.js';
import { toDraft } from './to-draft.js';

@ApiTags('dormant listings')
@Controller('v1')
export class DormantController {
  constructor(
    private readonly sweepDormant: SweepDormant,
    private readonly showDormant: ShowDormant,
    private readonly verifyDormant: VerifyDormant,
    private readonly draftDormant: DraftDormant,
  ) {}

  /** Fetches what the registry finds dormant into the court's work list. Doing it again adds nothing twice. */
  @Post('dormant-sweeps')
  @HttpCode(200)
  @Roles('officer')
  @ApiOperation({ summary: '清理长期沉寂名单 — sweep the court’s dormant listings' })
  @ApiOkResponse({ type: SweepResponse })
  sweep(@Body() { after }: SweepRequest, @CurrentActor() actor: Actor): Promise<SweepResponse> {
    return this.sweepDormant.execute(after ?? null, actor);
  }

  @Get('dormant-items')
  @Roles('officer', 'judge')
  @ApiOperation({ summary: '待核查名单 — the work list, newest first' })
  @ApiOkResponse({ type: DormantPageResponse })
  async list(
    @Query() query: DormantQueryRequest,
    @CurrentActor() actor: Actor,
  ): Promise<DormantPageResponse> {
    return toDormantPage(await this.showDormant.list(query, actor));
  }

  @Get('dormant-items/:id')
  @Roles('officer', 'judge')
  @ApiOperation({ summary: '查询待核查失信信息 — one item of the work list' })
  @ApiOkResponse({ type: DormantItemResponse })
  async show(
    @PathId('drm') id: string,
    @CurrentActor() actor: Actor,
  ): Promise<DormantItemResponse> {
    return toDormantItemResponse(await this.showDormant.execute(id, actor));
  }

  /** What came out of looking at this one case. */
  @Post('dormant-items/:id/verify')
  @HttpCode(200)
  @Roles('officer')
  @ApiOperation({ summary: '逐案核查 — verify one case' })
  @ApiOkResponse({ type: DormantItemResponse })
  async verify(
    @PathId('drm') id: string,
    @Body() request: DormantVerificationRequest,
    @CurrentActor() actor: Actor,
  ): Promise<DormantItemResponse> {
    return toDormantItemResponse(await this.verifyDormant.execute(id, toVerified(request), actor));
  }

  /** Files an application ex officio and drafts its decision, for another person to approve. */
  @Post('dormant-items/:id/draft')
  @Roles('officer')
  @ApiOperation({ summary: '依职权拟定决定 — draft the decision on a verified case' })
  @ApiCreatedResponse({ type: DraftResponse })
  async draft(
    @PathId('drm') id: string,
    @Body() { triggeredAt, facts, situation, decision }: DormantDraftRequest,
    @CurrentActor() actor: Actor,
  ): Promise<DraftResponse> {
    // What was verified to leave is granted; what stays is verified so, and no denial.
    if (decision.outcome !== 'GRANT') throw invalid('IS_IN', 'decision.outcome');
    const draft = {
      triggeredAt: new Date(triggeredAt),
      facts,
      situation: situation ?? null,
      draft: toDraft(decision),
    };
    return toDraftResponse(await this.draftDormant.execute(id, draft, actor));
  }
}

function toVerified({
  finding,
  basis,
  explanation,
  lookAgainOn,
}: DormantVerificationRequest): Verified {
  if (finding === 'LEAVES') {
    if (!basis) throw invalid('REQUIRED', 'basis');
    if (lookAgainOn) throw invalid('STAYS_ONLY', 'lookAgainOn');
    return { finding, basis, explanation };
  }
  if (basis) throw invalid('LEAVES_ONLY', 'basis');
  return { finding, explanation, lookAgainOn: lookAgainOn ?? null };
}
