import { Body, Controller, Get, HttpCode, Post, Query, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentActor, PathId, Roles, type Actor } from '#bootstrap';
import { OperateSnapshots } from '../use-cases/operate-snapshots.js';
import { CurrentTokenGuard } from './current-token.guard.js';
import { examples } from './examples.js';
import { CutRequest, SnapshotsQuery, SnapshotVerdictRequest } from './snapshots.requests.js';

const DEFAULT_LIMIT = 100;

/** Snapshots as operations see them: cut now, and those that are held until somebody has looked. */
@ApiTags('snapshots')
@UseGuards(CurrentTokenGuard)
@Roles('operations')
@Controller('v1/snapshots')
export class SnapshotOperationsController {
  constructor(private readonly snapshots: OperateSnapshots) {}

  @ApiOperation({
    summary: 'Cut lists now: of one subscriber’s scope, or each that somebody fetches',
    description: 'One that is held is replaced by what is cut now, and that is judged anew.',
  })
  @ApiOkResponse({ example: { data: [{ scope: {}, outcome: 'published' }], next: null } })
  @Post()
  @HttpCode(200)
  async cut(@Body() { subscriber }: CutRequest): Promise<object> {
    return { data: await this.snapshots.cut(subscriber ?? null), next: null };
  }

  @ApiOperation({ summary: 'Snapshots, newest first; `held` ones wait for an operator' })
  @ApiOkResponse({ example: examples.snapshots })
  @Get()
  async list(@Query() { state, after, limit = DEFAULT_LIMIT }: SnapshotsQuery): Promise<object> {
    const { data, next } = await this.snapshots.list(state, { after, limit });
    return {
      data: data.map(({ position, basePosition, ...snapshot }) => ({
        ...{ id: snapshot.id, state: snapshot.state, epoch: snapshot.epoch },
        ...{ number: position, previous: basePosition, scope: snapshot.scope },
        ...{ listings: snapshot.listings, added: snapshot.added },
        ...{ changed: snapshot.changed, removed: snapshot.removed },
        createdAt: snapshot.createdAt,
      })),
      next,
    };
  }

  @ApiOperation({ summary: 'Publish a held snapshot: as many really left the list' })
  @ApiOkResponse({ example: { id: 'snp_01J00000000000000000000000', state: 'published' } })
  @Post(':id/release')
  @HttpCode(200)
  async release(
    @PathId('snp') id: string,
    @Body() { reason }: SnapshotVerdictRequest,
    @CurrentActor() actor: Actor,
  ): Promise<object> {
    await this.snapshots.release(id, reason, actor.sub);
    return { id, state: 'published' };
  }

  @ApiOperation({ summary: 'Refuse a held snapshot; the next one is judged anew' })
  @ApiOkResponse({ example: { id: 'snp_01J00000000000000000000000', state: 'discarded' } })
  @Post(':id/discard')
  @HttpCode(200)
  async discard(
    @PathId('snp') id: string,
    @Body() { reason }: SnapshotVerdictRequest,
    @CurrentActor() actor: Actor,
  ): Promise<object> {
    await this.snapshots.discard(id, reason, actor.sub);
    return { id, state: 'discarded' };
  }
}
