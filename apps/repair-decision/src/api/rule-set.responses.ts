import { ApiProperty } from '@nestjs/swagger';
import { APPROVAL_LEVELS, type LoadedRuleSet, type Rule } from '../domain/rules/index.js';
import { BilingualResponse, LegalSourceResponse } from './finding.response.js';

/** A version of a rule set, by what it is for. */
export class RuleSetSummaryResponse {
  @ApiProperty() id: string;
  @ApiProperty() version: number;
  @ApiProperty({ description: 'sha256:<hex> of the set’s text' }) digest: string;
  @ApiProperty({ type: BilingualResponse }) title: BilingualResponse;
  @ApiProperty({ format: 'date' }) effectiveFrom: string;
  @ApiProperty({ type: [String], description: '适用的事由' }) bases: string[];

  @ApiProperty({ type: String, nullable: true, description: '修复情形, to be named when applying' })
  situation: string | null;

  @ApiProperty({ description: 'Whether it is the default of every court' }) isNational: boolean;
}

/** One rule, and what evidence settles it. */
export class RuleResponse {
  @ApiProperty() id: string;
  @ApiProperty({ type: BilingualResponse }) text: BilingualResponse;
  @ApiProperty({ type: LegalSourceResponse }) legalSource: LegalSourceResponse;
  @ApiProperty({ enum: ['BAR', 'NOTE'] }) severity: Rule['severity'];
  @ApiProperty({ enum: ['NOBODY', ...APPROVAL_LEVELS] }) overridableBy: Rule['overridableBy'];

  @ApiProperty({ type: Object, description: 'A condition of docs/rules.md §4' })
  requires: object;
}

export class RuleSetDocumentResponse extends RuleSetSummaryResponse {
  @ApiProperty({ type: [RuleResponse] }) rules: RuleResponse[];

  @ApiProperty({
    type: Object,
    description: 'Materials, hearing, signature, periods: docs/rules.md',
  })
  procedure: object;
}

export class RuleSetListResponse {
  @ApiProperty({ type: [RuleSetSummaryResponse] }) data: RuleSetSummaryResponse[];
}

export function toRuleSetSummary({ ruleSet, digest }: LoadedRuleSet): RuleSetSummaryResponse {
  const { id, version, title, effectiveFrom, courts, appliesTo } = ruleSet;
  const { bases, situation = null } = appliesTo;
  const isNational = courts === 'default';
  return { id, version, digest, title, effectiveFrom, bases, situation, isNational };
}

export function toRuleSetDocument(loaded: LoadedRuleSet): RuleSetDocumentResponse {
  const { rules, procedure } = loaded.ruleSet;
  return {
    ...toRuleSetSummary(loaded),
    rules: rules.map(({ source: legalSource, ...rule }) => ({ ...rule, legalSource })),
    procedure,
  };
}
