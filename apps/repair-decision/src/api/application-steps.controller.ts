import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentActor, PathId, Roles, type Actor } from '#bootstrap';
import { DecideReview } from '../use-cases/decide-review.js';
import { TakeStep } from '../use-cases/take-step.js';
import { ApplicationResponse, toApplicationResponse } from './application.responses.js';
import {
  BareStepRequest,
  BreachAllegedRequest,
  ClosingRequest,
  ConsultationRequest,
  CreditorReplyRequest,
  PanelRequest,
  ReviewDemandRequest,
  ReviewRequest,
  SupplementDemandRequest,
  SupplementRequest,
} from './step.requests.js';

/** The steps between an application and its end. One that is not open is 409 STEP_NOT_OPEN. */
@ApiTags('applications')
@Controller('v1/applications/:id')
@ApiOkResponse({ type: ApplicationResponse })
export class ApplicationStepsController {
  constructor(
    private readonly step: TakeStep,
    private readonly decideReview: DecideReview,
  ) {}

  @Post('supplement-request')
  @HttpCode(200)
  @Roles('officer')
  @ApiOperation({ summary: '补正通知 — ask for what is missing, once' })
  async requestSupplement(
    @PathId('app') id: string,
    @Body() { missing }: SupplementDemandRequest,
    @CurrentActor() actor: Actor,
  ): Promise<ApplicationResponse> {
    return toApplicationResponse(await this.step.requestSupplement(id, missing, actor));
  }

  @Post('supplement')
  @HttpCode(200)
  @Roles('officer')
  @ApiOperation({ summary: '补正 — what was missing has come' })
  async supply(
    @PathId('app') id: string,
    @Body() { note }: SupplementRequest,
    @CurrentActor() actor: Actor,
  ): Promise<ApplicationResponse> {
    return toApplicationResponse(await this.step.supply(id, note, actor));
  }

  @Post('accept')
  @HttpCode(200)
  @Roles('officer')
  @ApiOperation({ summary: '受理 — the papers are complete; the time to decide begins' })
  async accept(
    @PathId('app') id: string,
    @Body() _nothing: BareStepRequest,
    @CurrentActor() actor: Actor,
  ): Promise<ApplicationResponse> {
    return toApplicationResponse(await this.step.accept(id, actor));
  }

  @Post('consultation')
  @HttpCode(200)
  @Roles('officer')
  @ApiOperation({ summary: '征询申请执行人 — ask the creditor, with a day to reply by' })
  async consult(
    @PathId('app') id: string,
    @Body() { question }: ConsultationRequest,
    @CurrentActor() actor: Actor,
  ): Promise<ApplicationResponse> {
    return toApplicationResponse(await this.step.consult(id, question, actor));
  }

  @Post('consultation/reply')
  @HttpCode(200)
  @Roles('officer')
  @ApiOperation({ summary: '申请执行人答复 — what the creditor says' })
  async hearCreditor(
    @PathId('app') id: string,
    @Body() { answer, note, repliedAt }: CreditorReplyRequest,
    @CurrentActor() actor: Actor,
  ): Promise<ApplicationResponse> {
    const reply = { answer, note, repliedAt: repliedAt ? new Date(repliedAt) : null };
    return toApplicationResponse(await this.step.hearCreditor(id, reply, actor));
  }

  @Post('panel')
  @HttpCode(200)
  @Roles('officer', 'judge')
  @ApiOperation({ summary: '合议庭评议 — who sat, and what they think' })
  async recordPanel(
    @PathId('app') id: string,
    @Body() panel: PanelRequest,
    @CurrentActor() actor: Actor,
  ): Promise<ApplicationResponse> {
    return toApplicationResponse(await this.step.recordPanel(id, { ...panel }, actor));
  }

  @Post('review-request')
  @HttpCode(200)
  @Roles('officer')
  @ApiOperation({ summary: '申请复核 — a party asks for a review of the denial' })
  async requestReview(
    @PathId('app') id: string,
    @Body() { grounds }: ReviewDemandRequest,
    @CurrentActor() actor: Actor,
  ): Promise<ApplicationResponse> {
    return toApplicationResponse(await this.step.requestReview(id, grounds, actor));
  }

  /** By a judge who had no part in the denial. Overturned, the application may be decided once more. */
  @Post('review')
  @HttpCode(200)
  @Roles('judge')
  @ApiOperation({ summary: '复核决定 — uphold or overturn the denial' })
  async review(
    @PathId('app') id: string,
    @Body() { result, reasons }: ReviewRequest,
    @CurrentActor() actor: Actor,
  ): Promise<ApplicationResponse> {
    return toApplicationResponse(await this.decideReview.execute(id, { result, reasons }, actor));
  }

  @Post('breach')
  @HttpCode(200)
  @Roles('officer', 'judge')
  @ApiOperation({ summary: '反映违反承诺 — somebody says that the conditions were broken' })
  async allegeBreach(
    @PathId('app') id: string,
    @Body() { allegedBy, facts, breachedAt }: BreachAllegedRequest,
    @CurrentActor() actor: Actor,
  ): Promise<ApplicationResponse> {
    const breach = { allegedBy, facts, breachedAt: new Date(breachedAt) };
    return toApplicationResponse(await this.step.allegeBreach(id, breach, actor));
  }

  @Post('breach/dismiss')
  @HttpCode(200)
  @Roles('judge')
  @ApiOperation({ summary: '违反承诺不成立 — the repair stands' })
  async dismissBreach(
    @PathId('app') id: string,
    @Body() _nothing: BareStepRequest,
    @CurrentActor() actor: Actor,
  ): Promise<ApplicationResponse> {
    return toApplicationResponse(await this.step.dismissBreach(id, actor));
  }

  @Post('close')
  @HttpCode(200)
  @Roles('officer', 'judge')
  @ApiOperation({
    summary: '履行完毕 — what was promised is done; by a judge who neither filed nor drafted it',
  })
  async close(
    @PathId('app') id: string,
    @Body() { note }: ClosingRequest,
    @CurrentActor() actor: Actor,
  ): Promise<ApplicationResponse> {
    return toApplicationResponse(await this.step.close(id, note, actor));
  }
}
