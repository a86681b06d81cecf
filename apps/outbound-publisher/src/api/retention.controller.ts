import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentActor, notFound, Roles, type Actor } from '#bootstrap';
import { DetachMonth, type DetachedMonth } from '../use-cases/detach-month.js';

const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/;

/** What the publisher keeps of the past. */
@ApiTags('retention')
@Roles('operations')
@Controller('v1/retention')
export class RetentionController {
  constructor(private readonly detachMonth: DetachMonth) {}

  @ApiOperation({
    summary:
      'Take a month of obligations, attempts, receipts, looks and changes out of the live tables',
    description:
      'Refused while an obligation of the month is open, a push of it has still to be made, or the bytes of a ' +
      'change in it can still be read. What later changes must know stays: who was told of the newest version of a ' +
      'listing, and the newest changes. The month’s tables stay in the database for you to dump and drop; ' +
      'readers of a feed from before get 410.',
  })
  @ApiParam({ name: 'month', example: '2026-01' })
  @ApiOkResponse({ example: { month: '2026-01', tables: ['obligation_2026_01'] } })
  @Post('months/:month/detach')
  @HttpCode(200)
  detach(@Param('month') month: string, @CurrentActor() actor: Actor): Promise<DetachedMonth> {
    if (!MONTH.test(month)) throw notFound('month');
    return this.detachMonth.run(month, actor.sub);
  }
}
