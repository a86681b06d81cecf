import { ApiProperty } from '@nestjs/swagger';
import { BASES, INITIATORS, type Basis, type Initiator } from '#contracts';
import {
  APPLICATION_STATUSES,
  type Application,
  type ApplicationStatus,
} from '../domain/application.js';
import { DEADLINE_KINDS, nextDue, type Deadline } from '../domain/deadline.js';
import type { Steps } from '../domain/steps.js';
import type { Page } from '../use-cases/page.js';
import {
  FindingResponse,
  RuleSetResponse,
  toFindingResponse,
  toRuleSetResponse,
} from './finding.response.js';

/** By when something has to be done, and which rule says so. */
export class DeadlineResponse {
  @ApiProperty({ enum: DEADLINE_KINDS }) kind: Deadline['kind'];
  @ApiProperty({ format: 'date-time' }) startsAt: string;
  @ApiProperty({ format: 'date-time' }) dueAt: string;
  @ApiProperty() legalBasis: string;
  @ApiProperty({ enum: ['LAW', 'LOCAL', 'CONFIGURATION'] }) sourceKind: Deadline['sourceKind'];
  @ApiProperty({ description: 'It lies past the known holidays' }) provisional: boolean;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) metAt: string | null;
}

export class HistoryResponse {
  @ApiProperty({ enum: APPLICATION_STATUSES }) status: ApplicationStatus;
  @ApiProperty({ format: 'date-time' }) at: string;
  @ApiProperty() by: string;
}

/** What was done, step by step; a step that was not taken is absent. */
export class StepsResponse {
  @ApiProperty({ type: Object, required: false, description: '补正' })
  supplement?: Steps['supplement'];
  @ApiProperty({ type: Object, required: false, description: '受理' })
  acceptance?: Steps['acceptance'];
  @ApiProperty({ type: Object, required: false, description: '征询申请执行人' })
  consultation?: Steps['consultation'];
  @ApiProperty({ type: Object, required: false, description: '合议庭' }) panel?: Steps['panel'];
  @ApiProperty({ type: Object, required: false, description: '驳回与重新申请限制' })
  denial?: Steps['denial'];
  @ApiProperty({ type: Object, required: false, description: '复核' }) review?: Steps['review'];
  @ApiProperty({ type: Object, required: false, description: '违反承诺' })
  breach?: Steps['breach'];
  @ApiProperty({ type: Object, required: false, description: '履行完毕' })
  closing?: Steps['closing'];
  @ApiProperty({ type: Object, required: false, description: '登记服务拒绝执行命令' })
  refusedOrder?: Steps['refusedOrder'];
}

export class ApplicationResponse {
  @ApiProperty() id: string;
  @ApiProperty({ enum: APPLICATION_STATUSES }) status: ApplicationStatus;
  @ApiProperty() listingId: string;
  @ApiProperty() courtCode: string;
  @ApiProperty({ enum: INITIATORS }) initiator: Initiator;
  @ApiProperty({ enum: BASES }) basis: Basis;
  @ApiProperty({ type: String, nullable: true }) situation: string | null;
  @ApiProperty({ format: 'date-time' }) triggeredAt: string;
  @ApiProperty() facts: string;
  @ApiProperty({ type: RuleSetResponse }) ruleSet: RuleSetResponse;
  @ApiProperty({ type: [FindingResponse] }) findings: FindingResponse[];
  @ApiProperty() filedBy: string;
  @ApiProperty({ format: 'date-time' }) filedAt: string;
  @ApiProperty({ type: String, nullable: true }) decisionId: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) nextDueAt: string | null;
  @ApiProperty({ type: [DeadlineResponse] }) deadlines: DeadlineResponse[];
  @ApiProperty({
    type: DeadlineResponse,
    required: false,
    description:
      'By when 信用修复证明 is handed out, once the repair is in force; of one application only',
  })
  certificate?: DeadlineResponse;
  @ApiProperty({ type: StepsResponse }) steps: StepsResponse;
  @ApiProperty({ type: [HistoryResponse] }) history: HistoryResponse[];
}

export class ApplicationPageResponse {
  @ApiProperty({ type: [ApplicationResponse] }) data: ApplicationResponse[];
  @ApiProperty({ type: String, nullable: true }) next: string | null;
}

export function toApplicationResponse(application: Application): ApplicationResponse {
  const { id, status, listingId, courtCode, initiator, basis, situation, facts, filedBy } =
    application;
  const { deadlines, steps, history } = application;
  return {
    id,
    status,
    listingId,
    courtCode,
    initiator,
    basis,
    situation,
    triggeredAt: application.triggeredAt.toISOString(),
    facts,
    ruleSet: toRuleSetResponse(application.ruleSet),
    findings: application.findings.map(toFindingResponse),
    filedBy,
    filedAt: application.filedAt.toISOString(),
    decisionId: 'decisionId' in application ? application.decisionId : null,
    nextDueAt: nextDue(deadlines),
    deadlines,
    steps,
    history,
  };
}

export function toApplicationPage({ data, next }: Page<Application>): ApplicationPageResponse {
  return { data: data.map(toApplicationResponse), next };
}
