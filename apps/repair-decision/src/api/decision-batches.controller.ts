import { Body, Controller, Headers, HttpCode, Post } from '@nestjs/common';
import {
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiPropertyOptional,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentActor, problemDocument, Roles, type Actor, type ProblemDocument } from '#bootstrap';
import { languageOf, type Language } from '#i18n';
import { ApproveBatch, type BatchResult } from '../use-cases/approve-batch.js';
import { DecisionResponse, toDecisionResponse } from './decision.responses.js';
import { BatchRequest } from './dormant.requests.js';
import { texts } from './texts.js';

export class BatchResultResponse {
  @ApiProperty() id: string;
  @ApiProperty({ enum: ['APPROVED', 'REFUSED'] }) result: BatchResult['result'];
  @ApiProperty({ type: DecisionResponse, required: false, description: 'APPROVED only' })
  decision?: DecisionResponse;
  @ApiPropertyOptional({
    type: Object,
    description: 'REFUSED only: as the approval of it alone would answer',
  })
  problem?: ProblemDocument;
}

export class BatchResponse {
  @ApiProperty({ type: [BatchResultResponse] }) results: BatchResultResponse[];
}

@ApiTags('decisions')
@Controller('v1/decisions')
export class DecisionBatchesController {
  constructor(private readonly approveBatch: ApproveBatch) {}

  /** Each for itself, one decision and one order per listing; the answer says what became of each. */
  @Post('approve-batch')
  @HttpCode(200)
  @Roles('judge')
  @ApiOperation({ summary: '批量批准 — approve several drafts, each as a decision of its own' })
  @ApiOkResponse({ type: BatchResponse })
  async approve(
    @Body() { ids }: BatchRequest,
    @Headers('accept-language') accepts: string | undefined,
    @CurrentActor() actor: Actor,
  ): Promise<BatchResponse> {
    const language = languageOf(accepts);
    const results = await this.approveBatch.execute(ids, actor);
    return { results: results.map((one) => toResultResponse(one, language)) };
  }
}

function toResultResponse(one: BatchResult, language: Language): BatchResultResponse {
  const { id, result } = one;
  switch (one.result) {
    case 'APPROVED':
      return { id, result, decision: toDecisionResponse(one.view) };
    case 'REFUSED':
      return { id, result, problem: problemDocument(one.problem, language, texts) };
  }
}
