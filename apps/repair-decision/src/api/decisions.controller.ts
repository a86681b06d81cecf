import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentActor, PathId, Roles, type Actor } from '#bootstrap';
import { ApproveDecision } from '../use-cases/approve-decision.js';
import { RevokeDecision } from '../use-cases/revoke-decision.js';
import { ServeDecision } from '../use-cases/serve-decision.js';
import { ShowDecision } from '../use-cases/show-decision.js';
import { WithdrawDecision } from '../use-cases/withdraw-decision.js';
import {
  ApprovalRequest,
  DecisionQuery,
  RevocationRequest,
  DecisionServiceRequest,
  WithdrawalRequest,
} from './decision.requests.js';
import {
  DecisionPageResponse,
  DecisionResponse,
  DraftResponse,
  toDecisionPage,
  toDecisionResponse,
  toDraftResponse,
} from './decision.responses.js';

@ApiTags('decisions')
@Controller('v1/decisions')
export class DecisionsController {
  constructor(
    private readonly approveDecision: ApproveDecision,
    private readonly withdrawDecision: WithdrawDecision,
    private readonly revokeDecision: RevokeDecision,
    private readonly serveDecision: ServeDecision,
    private readonly showDecision: ShowDecision,
  ) {}

  @Get()
  @Roles('officer', 'judge', 'operations')
  @ApiOperation({ summary: '决定列表 — the court’s decisions, newest first' })
  @ApiOkResponse({ type: DecisionPageResponse })
  async list(
    @Query() query: DecisionQuery,
    @CurrentActor() actor: Actor,
  ): Promise<DecisionPageResponse> {
    return toDecisionPage(await this.showDecision.list(query, actor));
  }

  /** With the order's outcome, the copies that were refused, open exceptions and how far it has come. */
  @Get(':id')
  @Roles('officer', 'judge', 'operations')
  @ApiOperation({ summary: '查询决定 — one decision and what became of it' })
  @ApiOkResponse({ type: DecisionResponse })
  async show(@PathId('dec') id: string, @CurrentActor() actor: Actor): Promise<DecisionResponse> {
    return toDecisionResponse(await this.showDecision.execute(id, actor));
  }

  /** Approves a draft of somebody else's, repair or revocation; `order.issued.v1` follows. */
  @Post(':id/approve')
  @HttpCode(200)
  @Roles('judge')
  @ApiOperation({ summary: '批准决定 — approve a draft, which issues its order' })
  @ApiOkResponse({ type: DecisionResponse })
  async approve(
    @PathId('dec') id: string,
    @Body() _nothing: ApprovalRequest,
    @CurrentActor() actor: Actor,
  ): Promise<DecisionResponse> {
    return toDecisionResponse(await this.approveDecision.execute(id, actor));
  }

  /** Records a service; the first of a denial starts the time in which a review may be asked for. */
  @Post(':id/serve')
  @HttpCode(200)
  @Roles('officer', 'judge')
  @ApiOperation({ summary: '送达 — record that the decision was served on a party' })
  @ApiOkResponse({ type: DecisionResponse })
  async serve(
    @PathId('dec') id: string,
    @Body() { party, method, servedAt }: DecisionServiceRequest,
    @CurrentActor() actor: Actor,
  ): Promise<DecisionResponse> {
    await this.serveDecision.execute(id, { party, method, servedAt: new Date(servedAt) }, actor);
    return toDecisionResponse(await this.showDecision.execute(id, actor));
  }

  /** Withdraws a draft, repair or revocation, so that a new one can be made. */
  @Post(':id/withdraw')
  @HttpCode(200)
  @Roles('officer', 'judge')
  @ApiOperation({ summary: '撤回拟办意见 — withdraw a draft' })
  @ApiOkResponse({ type: DecisionResponse })
  async withdraw(
    @PathId('dec') id: string,
    @Body() { reason }: WithdrawalRequest,
    @CurrentActor() actor: Actor,
  ): Promise<DecisionResponse> {
    return toDecisionResponse(await this.withdrawDecision.execute(id, reason, actor));
  }

  /** Drafts the revocation of an applied repair after a breach; another person approves it. */
  @Post(':id/revoke')
  @Roles('officer', 'judge')
  @ApiOperation({ summary: '撤销信用修复 — draft the revocation of a repair' })
  @ApiCreatedResponse({ type: DraftResponse })
  async revoke(
    @PathId('dec') id: string,
    @Body() { reasons, breachedAt }: RevocationRequest,
    @CurrentActor() actor: Actor,
  ): Promise<DraftResponse> {
    const breach = { reasons, breachedAt: new Date(breachedAt) };
    return toDraftResponse(await this.revokeDecision.execute(id, breach, actor));
  }
}
