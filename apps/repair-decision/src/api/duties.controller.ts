import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { ChoiceField, CurrentActor, IdField, NumberField, Roles, type Actor } from '#bootstrap';
import { BASES, INITIATORS, type Basis, type Initiator } from '#contracts';
import { APPLICATION_STATUSES, type ApplicationStatus } from '../domain/application.js';
import { DUTY_STATES, type DutyState } from '../domain/duty.js';
import { ListDuties, type Duty } from '../use-cases/list-duties.js';
import type { Page } from '../use-cases/page.js';

const FILTERS = ['open', 'overdue', 'ended'] as const;

/** Which duties to list, and from where on. */
export class DutyQuery {
  @ChoiceField(FILTERS, { example: 'overdue', optional: true })
  state?: (typeof FILTERS)[number];

  @IdField('app', {
    description: '`next` of the page before',
    example: 'app_01J9ZP0M3V6K8Q4T2R7X5W1Y9C',
    optional: true,
  })
  after?: string;

  @NumberField({ min: 1, max: 200, example: 50, optional: true, fromQuery: true })
  limit?: number;
}

/** A mandatory exit that the court owes, from the event that gave rise to it. */
export class DutyResponse {
  @ApiProperty() applicationId: string;
  @ApiProperty() listingId: string;
  @ApiProperty() courtCode: string;
  @ApiProperty({ enum: BASES }) basis: Basis;
  @ApiProperty({ enum: INITIATORS }) initiator: Initiator;
  @ApiProperty({ enum: APPLICATION_STATUSES }) status: ApplicationStatus;
  @ApiProperty({ format: 'date-time' }) triggeredAt: string;
  @ApiProperty({ enum: DUTY_STATES }) state: DutyState;
  @ApiProperty({ format: 'date-time' }) dueAt: string;
  @ApiProperty() legalBasis: string;
  @ApiProperty({ description: 'It lies past the known holidays' }) provisional: boolean;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) endedAt: string | null;
}

export class DutyPageResponse {
  @ApiProperty({ type: [DutyResponse] }) data: DutyResponse[];
  @ApiProperty({ type: String, nullable: true }) next: string | null;
}

@ApiTags('duties')
@Controller('v1/duties')
export class DutiesController {
  constructor(private readonly listDuties: ListDuties) {}

  /** Each has three working days from its event (Art 10); an overdue one is the president's to see. */
  @Get()
  @Roles('officer', 'judge', 'operations')
  @ApiOperation({ summary: '依职权应办事项 — mandatory exits that the court owes' })
  @ApiOkResponse({ type: DutyPageResponse })
  async list(
    @Query() { state, ...page }: DutyQuery,
    @CurrentActor() actor: Actor,
  ): Promise<DutyPageResponse> {
    const filter = { ...page, ...(state && { state: STATES[state] }) };
    return toDutyPage(await this.listDuties.execute(filter, actor));
  }
}

const STATES = { open: 'OPEN', overdue: 'OVERDUE', ended: 'ENDED' } as const;

function toDutyPage({ data, next }: Page<Duty>): DutyPageResponse {
  return { data: data.map(toResponse), next };
}

function toResponse({ application, deadline, state }: Duty): DutyResponse {
  const { id, listingId, courtCode, basis, initiator, status, triggeredAt } = application;
  const { dueAt, legalBasis, provisional, metAt } = deadline;
  return {
    applicationId: id,
    listingId,
    courtCode,
    basis,
    initiator,
    status,
    triggeredAt: triggeredAt.toISOString(),
    state,
    dueAt,
    legalBasis,
    provisional,
    endedAt: metAt,
  };
}
