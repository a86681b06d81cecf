import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OutboxRelay } from '#messaging';
import type { Actor } from '#signing';
import { CurrentActor, Roles } from '../auth/roles.js';
import { Clock } from '../clock.js';
import { InstantField } from '../fields/plain-fields.js';

export class ResendRequest {
  @InstantField({
    example: '2026-03-02T01:00:00Z',
    description: 'What was written from then on is published again.',
  })
  since: string;
}

/** For a topic that was lost or created anew: receivers know what they had by its id. */
@ApiTags('outbox')
@Roles('operations')
@Controller('v1/outbox')
export class OutboxController {
  constructor(
    private readonly relay: OutboxRelay,
    private readonly clock: Clock,
  ) {}

  @ApiOperation({ summary: 'Publish again, with the same ids and bytes, what was written since' })
  @ApiOkResponse({ example: { resent: 12 } })
  @Post('resend')
  @HttpCode(200)
  async resend(
    @Body() { since }: ResendRequest,
    @CurrentActor() { sub }: Actor,
  ): Promise<{ resent: number }> {
    const act = { actor: sub, at: this.clock.now() };
    return { resent: await this.relay.resendSince(new Date(since), act) };
  }
}
