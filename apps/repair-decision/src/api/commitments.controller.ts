import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentActor, PathId, Roles, type Actor } from '#bootstrap';
import type { CommitmentChange } from '../domain/commitment-change.js';
import { ChangeCommitment } from '../use-cases/change-commitment.js';
import { LinkCommitment } from '../use-cases/link-commitment.js';
import { ProposeCommitment } from '../use-cases/propose-commitment.js';
import { RecordPerformance } from '../use-cases/record-performance.js';
import { ShowCommitments } from '../use-cases/show-commitments.js';
import {
  BreachRequest,
  CommitmentActRequest,
  CommitmentLinkRequest,
  CommitmentQueryRequest,
  CommitmentReasonRequest,
  CommitmentRequest,
  OverdueQuery,
  PerformanceRequest,
} from './commitment.requests.js';
import {
  CommitmentPageResponse,
  CommitmentResponse,
  OverduePageResponse,
  toCommitmentPage,
  toCommitmentResponse,
  toOverduePage,
} from './commitment.responses.js';

@ApiTags('commitments')
@Controller('v1')
export class CommitmentsController {
  constructor(
    private readonly proposeCommitment: ProposeCommitment,
    private readonly changeCommitment: ChangeCommitment,
    private readonly recordPerformance: RecordPerformance,
    private readonly linkCommitment: LinkCommitment,
    private readonly showCommitments: ShowCommitments,
  ) {}

  /** It counts, and defers what it says it defers, once a judge has accepted it. */
  @Post('commitments')
  @Roles('officer')
  @ApiOperation({ summary: '登记信用承诺 — record what a debtor promises, listed or not' })
  @ApiCreatedResponse({ type: CommitmentResponse })
  async propose(
    @Body() request: CommitmentRequest,
    @CurrentActor() actor: Actor,
  ): Promise<CommitmentResponse> {
    const { terms, listingId = null, deferListingUntil = null, caseNumber, debtor } = request;
    const { id } = await this.proposeCommitment.execute(
      {
        ...{ caseNumber, listingId, debtor, deferListingUntil },
        terms: { ...terms, undertakings: terms.undertakings ?? null },
      },
      actor,
    );
    return this.shown(id, actor);
  }

  @Get('commitments')
  @Roles('officer', 'judge')
  @ApiOperation({ summary: '信用承诺列表 — the court’s commitments, newest first' })
  @ApiOkResponse({ type: CommitmentPageResponse })
  async list(
    @Query() query: CommitmentQueryRequest,
    @CurrentActor() actor: Actor,
  ): Promise<CommitmentPageResponse> {
    return toCommitmentPage(await this.showCommitments.list(query, actor));
  }

  /** Late instalments, and deferrals that are over while the debtor is not listed. Nothing follows by itself. */
  @Get('overdue-commitments')
  @Roles('officer', 'judge')
  @ApiOperation({ summary: '到期未履行的承诺 — commitments that have run out' })
  @ApiOkResponse({ type: OverduePageResponse })
  async overdue(
    @Query() query: OverdueQuery,
    @CurrentActor() actor: Actor,
  ): Promise<OverduePageResponse> {
    return toOverduePage(await this.showCommitments.overdue(query, actor));
  }

  @Get('commitments/:id')
  @Roles('officer', 'judge')
  @ApiOperation({ summary: '查询信用承诺 — one commitment, its plan and its payments' })
  @ApiOkResponse({ type: CommitmentResponse })
  async show(@PathId('cmt') id: string, @CurrentActor() actor: Actor): Promise<CommitmentResponse> {
    return this.shown(id, actor);
  }

  /** By a judge other than whoever recorded it. */
  @Post('commitments/:id/accept')
  @HttpCode(200)
  @Roles('judge')
  @ApiOperation({ summary: '接受信用承诺 — accept a commitment' })
  @ApiOkResponse({ type: CommitmentResponse })
  async accept(
    @PathId('cmt') id: string,
    @Body() _nothing: CommitmentActRequest,
    @CurrentActor() actor: Actor,
  ): Promise<CommitmentResponse> {
    return this.change(id, { kind: 'ACCEPT' }, actor);
  }

  @Post('commitments/:id/performances')
  @Roles('officer')
  @ApiOperation({ summary: '登记履行 — record a payment' })
  @ApiCreatedResponse({ type: CommitmentResponse })
  async perform(
    @PathId('cmt') id: string,
    @Body() { reference, paidOn, fen }: PerformanceRequest,
    @CurrentActor() actor: Actor,
  ): Promise<CommitmentResponse> {
    await this.recordPerformance.execute(id, { reference, paidOn, fen }, actor);
    return this.shown(id, actor);
  }

  @Post('commitments/:id/listing')
  @HttpCode(200)
  @Roles('officer')
  @ApiOperation({ summary: '关联失信信息 — the debtor was listed after all' })
  @ApiOkResponse({ type: CommitmentResponse })
  async link(
    @PathId('cmt') id: string,
    @Body() { listingId }: CommitmentLinkRequest,
    @CurrentActor() actor: Actor,
  ): Promise<CommitmentResponse> {
    await this.linkCommitment.execute(id, listingId, actor);
    return this.shown(id, actor);
  }

  @Post('commitments/:id/breach')
  @HttpCode(200)
  @Roles('officer', 'judge')
  @ApiOperation({ summary: '提出违反承诺 — allege a breach' })
  @ApiOkResponse({ type: CommitmentResponse })
  async allege(
    @PathId('cmt') id: string,
    @Body() { on, breachedOn, facts }: BreachRequest,
    @CurrentActor() actor: Actor,
  ): Promise<CommitmentResponse> {
    return this.change(id, { kind: 'ALLEGE_BREACH', on, breachedOn, facts }, actor);
  }

  /** By a judge other than whoever alleged it. From here on the breach counts against the debtor. */
  @Post('commitments/:id/breach/confirm')
  @HttpCode(200)
  @Roles('judge')
  @ApiOperation({ summary: '认定违反承诺 — find that it was broken' })
  @ApiOkResponse({ type: CommitmentResponse })
  async confirm(
    @PathId('cmt') id: string,
    @Body() { reason }: CommitmentReasonRequest,
    @CurrentActor() actor: Actor,
  ): Promise<CommitmentResponse> {
    return this.change(id, { kind: 'CONFIRM_BREACH', reason }, actor);
  }

  @Post('commitments/:id/breach/dismiss')
  @HttpCode(200)
  @Roles('judge')
  @ApiOperation({ summary: '不予认定违反承诺 — find that it was not broken' })
  @ApiOkResponse({ type: CommitmentResponse })
  async dismiss(
    @PathId('cmt') id: string,
    @Body() { reason }: CommitmentReasonRequest,
    @CurrentActor() actor: Actor,
  ): Promise<CommitmentResponse> {
    return this.change(id, { kind: 'DISMISS_BREACH', reason }, actor);
  }

  @Post('commitments/:id/keep')
  @HttpCode(200)
  @Roles('officer', 'judge')
  @ApiOperation({ summary: '承诺履行完毕 — close a commitment that was kept' })
  @ApiOkResponse({ type: CommitmentResponse })
  async keep(
    @PathId('cmt') id: string,
    @Body() _nothing: CommitmentActRequest,
    @CurrentActor() actor: Actor,
  ): Promise<CommitmentResponse> {
    return this.change(id, { kind: 'KEEP' }, actor);
  }

  /** One that was accepted is released by a judge only. */
  @Post('commitments/:id/withdraw')
  @HttpCode(200)
  @Roles('officer', 'judge')
  @ApiOperation({ summary: '撤回信用承诺 — end a commitment without a finding' })
  @ApiOkResponse({ type: CommitmentResponse })
  async withdraw(
    @PathId('cmt') id: string,
    @Body() { reason }: CommitmentReasonRequest,
    @CurrentActor() actor: Actor,
  ): Promise<CommitmentResponse> {
    return this.change(id, { kind: 'WITHDRAW', reason }, actor);
  }

  private async change(
    id: string,
    change: CommitmentChange,
    actor: Actor,
  ): Promise<CommitmentResponse> {
    await this.changeCommitment.execute(id, change, actor);
    return this.shown(id, actor);
  }

  private async shown(id: string, actor: Actor): Promise<CommitmentResponse> {
    return toCommitmentResponse(await this.showCommitments.execute(id, actor));
  }
}
