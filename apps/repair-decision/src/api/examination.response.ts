import { ApiProperty } from '@nestjs/swagger';
import {
  RESTRICTION_KINDS,
  RESTRICTION_STATES,
  type RestrictionKind,
  type RestrictionState,
} from '#contracts';
import type { Examination } from '../use-cases/examine-application.js';
import {
  BilingualResponse,
  FindingResponse,
  RuleSetResponse,
  toFindingResponse,
  toRuleSetResponse,
} from './finding.response.js';

export class MissingMaterialResponse {
  @ApiProperty() kind: string;
  @ApiProperty({ type: BilingualResponse }) title: BilingualResponse;
}

export class BindingRestrictionResponse {
  @ApiProperty() id: string;
  @ApiProperty({ enum: RESTRICTION_KINDS }) kind: RestrictionKind;
  @ApiProperty({ enum: RESTRICTION_STATES }) state: RestrictionState;
  @ApiProperty() boundRole: string;
}

/** Where an application stands under its rules, before anybody drafts a decision on it. */
export class ExaminationResponse {
  @ApiProperty({ type: RuleSetResponse }) ruleSet: RuleSetResponse;
  @ApiProperty({ type: [FindingResponse] }) findings: FindingResponse[];
  @ApiProperty({
    type: Object,
    nullable: true,
    description: '`step`, or `dueAt` of what is waited for',
  })
  missingStep: Record<string, unknown> | null;
  @ApiProperty({ type: [MissingMaterialResponse] }) missingMaterials: MissingMaterialResponse[];
  @ApiProperty({ type: [BindingRestrictionResponse] }) restrictions: BindingRestrictionResponse[];
}

export function toExaminationResponse(examination: Examination): ExaminationResponse {
  const { ruleSet, findings, missingStep, missingMaterials, restrictions } = examination;
  return {
    ruleSet: toRuleSetResponse(ruleSet),
    findings: findings.map(toFindingResponse),
    missingStep,
    missingMaterials: missingMaterials.map(({ kind, title }) => ({ kind, title })),
    restrictions,
  };
}
