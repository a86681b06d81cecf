import { Body, Controller, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { CurrentActor, PathId, Roles, type Actor } from '#bootstrap';
import { EnterCorrection } from '../use-cases/enter-correction.js';
import { GrantGrace } from '../use-cases/grant-grace.js';
import { CorrectionRequest, GraceGrantRequest } from './listing-act.requests.js';
import { toCorrection } from './listing-presenter.js';
import { ListingResponse, toResponse } from './listing.responses.js';

export class CorrectionResponse {
  @ApiProperty({ example: 'cor_01J9ZP0M3V6K8Q4T2R7X5W1Y9C' }) id: string;

  @ApiProperty({ description: 'Named by the order that brings the correction into effect' })
  digest: string;
}

/** What an officer does to a listing without an order, since nobody outside is told of it yet. */
@ApiTags('listings')
@Controller('v1/listings/:id')
export class ListingActsController {
  constructor(
    private readonly grantGrace: GrantGrace,
    private readonly enterCorrection: EnterCorrection,
  ) {}

  /** Gives a grace, or a longer one, to a listing that is not published yet. */
  @Post('grace')
  @Roles('officer')
  @ApiOperation({ summary: '给予或延长宽限期 — one to three months (法发〔2019〕35号 §15)' })
  @ApiCreatedResponse({ type: ListingResponse })
  async grace(
    @PathId('lst') id: string,
    @Body() request: GraceGrantRequest,
    @CurrentActor() actor: Actor,
  ): Promise<ListingResponse> {
    return toResponse(await this.grantGrace.execute(id, request, actor));
  }

  /** Leaves corrected content, which waits for the court's order CORRECT. Nothing changes yet. */
  @Post('corrections')
  @Roles('officer')
  @ApiOperation({ summary: '提交更正内容 — to take effect by the court’s order (Art 9)' })
  @ApiCreatedResponse({ type: CorrectionResponse })
  corrections(
    @PathId('lst') id: string,
    @Body() request: CorrectionRequest,
    @CurrentActor() actor: Actor,
  ): Promise<CorrectionResponse> {
    return this.enterCorrection.execute(id, toCorrection(request), actor);
  }
}
