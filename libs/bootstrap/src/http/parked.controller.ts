import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ParkedStore, type ParkedView } from '#messaging';
import type { Actor } from '#signing';
import { CurrentActor, Roles } from '../auth/roles.js';
import { Clock } from '../clock.js';
import { notFound } from '../problems/problem.js';
import { DiscardRequest, ParkedQuery, RedriveRequest } from './parked.requests.js';
import { PathId } from './path-id.js';

const PARKED = 'prk_01J00000000000000000000000';

/** Messages that could not be applied: seen, run again or given up by operations. */
@ApiTags('parked')
@Roles('operations')
@Controller('v1/parked')
export class ParkedController {
  constructor(
    private readonly parked: ParkedStore,
    private readonly clock: Clock,
  ) {}

  @ApiOperation({ summary: 'Messages that are parked, oldest first' })
  @ApiOkResponse({
    example: {
      data: [
        {
          ...{ id: PARKED, topic: 'listing-changes', partition: 0, offset: 7, key: null },
          ...{ reason: 'SIGNATURE', bytes: 'eyJ9', blocks: false },
        },
      ],
      next: null,
    },
  })
  @Get()
  list(@Query() query: ParkedQuery): Promise<{ data: ParkedView[]; next: string | null }> {
    return this.parked.list(query);
  }

  @ApiOperation({ summary: 'Run a parked message again, and those that queued behind it' })
  @ApiOkResponse({ example: { id: PARKED, result: { kind: 'done' } } })
  @Post(':id/redrive')
  @HttpCode(200)
  async redrive(
    @PathId('prk') id: string,
    @Body() _nothing: RedriveRequest,
    @CurrentActor() actor: Actor,
  ): Promise<object> {
    const disposition = await this.parked.redrive(id, this.actOf(actor));
    if (!disposition) throw notFound();
    return { id, result: disposition };
  }

  @ApiOperation({ summary: 'Give a parked message up, with the reason' })
  @ApiOkResponse({ example: { id: PARKED, result: { kind: 'discarded', reason: '…' } } })
  @Post(':id/discard')
  @HttpCode(200)
  async discard(
    @PathId('prk') id: string,
    @Body() { reason }: DiscardRequest,
    @CurrentActor() actor: Actor,
  ): Promise<object> {
    if (!(await this.parked.discard(id, reason, this.actOf(actor)))) throw notFound();
    return { id, result: { kind: 'discarded', reason } };
  }

  private actOf({ sub }: Actor) {
    return { actor: sub, at: this.clock.now() };
  }
}
