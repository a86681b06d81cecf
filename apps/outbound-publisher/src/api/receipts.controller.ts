import { Body, Controller, HttpCode, Post, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblem, CurrentActor, Roles, type Actor } from '#bootstrap';
import { ReceiptsPaceGuard } from '../callers/pace-guards.js';
import { Turns } from '../callers/turns.js';
import { RecordReceipts } from '../use-cases/record-receipts.js';
import { CurrentTokenGuard } from './current-token.guard.js';
import { ReceiptsRequest } from './receipts.requests.js';

/** What subscribers say that they have done. */
@ApiTags('receipts')
@UseGuards(ReceiptsPaceGuard, CurrentTokenGuard)
@Controller('v1/receipts')
export class ReceiptsController {
  constructor(
    private readonly recordReceipts: RecordReceipts,
    private readonly turns: Turns,
  ) {}

  @ApiOperation({ summary: 'Say what was done with changes, up to 500 at once' })
  @ApiOkResponse({
    example: {
      results: [
        { eventId: 'evt_01J00000000000000000000000', result: 'recorded', state: 'applied' },
      ],
    },
  })
  @ApiProblem(429, 'Too many at once: ask again after `Retry-After`. Nothing was recorded.')
  @Roles('subscriber')
  @Post()
  @HttpCode(200)
  async record(@Body() body: ReceiptsRequest, @CurrentActor() actor: Actor): Promise<object> {
    const receipts = body.receipts.map(({ eventId, stage, appliedAt }) => ({
      eventId,
      stage,
      appliedAt: appliedAt ? new Date(appliedAt) : null,
    }));
    const results = await this.turns.run(actor.sub, () =>
      this.recordReceipts.run(actor.sub, receipts),
    );
    return { results };
  }
}
