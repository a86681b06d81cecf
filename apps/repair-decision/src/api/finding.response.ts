import { ApiProperty } from '@nestjs/swagger';
import type { RuleSetReference } from '../domain/rules/evaluation.js';
import type { Finding, Override } from '../domain/rules/finding.js';
import { SOURCE_KINDS } from '../domain/rules/rule-set.js';

export class BilingualResponse {
  @ApiProperty() zh: string;
  @ApiProperty() en: string;
}

export class LegalSourceResponse {
  @ApiProperty({ enum: SOURCE_KINDS }) kind: string;
  @ApiProperty() cite: string;
}

export class OverrideResponse {
  @ApiProperty() by: string;
  @ApiProperty() reason: string;
  @ApiProperty({ format: 'date-time' }) at: string;

  @ApiProperty({ enum: ['FAILED', 'NEEDS_EVIDENCE'], description: 'What was found' })
  original: Override['original'];
}

/** What one rule was found to be, with its text and what it rests on. */
export class FindingResponse {
  @ApiProperty({ description: 'OTHER_LISTINGS, OPEN_CASES, or a rule of the court’s own set' })
  rule: string;

  @ApiProperty({ enum: ['SATISFIED', 'FAILED', 'NEEDS_EVIDENCE', 'OVERRIDDEN'] })
  result: Finding['result'];

  @ApiProperty({ format: 'date-time', description: 'When it was read, or queried' })
  at: string;

  @ApiProperty({ enum: ['BAR', 'NOTE'], description: 'Whether it stands in the way of a grant' })
  severity: Finding['severity'];

  @ApiProperty({ type: BilingualResponse }) text: Finding['text'];
  @ApiProperty({ type: LegalSourceResponse }) legalSource: Finding['legalSource'];

  @ApiProperty({ type: [String], required: false, description: 'OTHER_LISTINGS only' })
  listings?: string[];

  @ApiProperty({ required: false, description: 'Where somebody looked it up' })
  source?: string;

  @ApiProperty({ required: false, description: 'Whose word it is' })
  attestedBy?: string;

  @ApiProperty({ type: [String], required: false, description: 'What would settle it' })
  needs?: string[];

  @ApiProperty({ type: [String], required: false, description: 'Materials that are not on file' })
  missing?: string[];

  @ApiProperty({
    required: false,
    description: 'The registry did not answer: nothing can be granted',
  })
  unavailable?: true;

  @ApiProperty({
    enum: ['NOBODY', 'JUDGE', 'PRESIDENT'],
    description: 'Who must sign if it is set aside',
  })
  overridableBy: Finding['overridableBy'];

  @ApiProperty({ type: OverrideResponse, required: false, description: 'OVERRIDDEN only' })
  override?: OverrideResponse;
}

/** Which wording of which rules it was examined under. */
export class RuleSetResponse {
  @ApiProperty() id: string;
  @ApiProperty() version: number;
  @ApiProperty({ description: 'sha256:<hex> of the set’s text' }) digest: string;
}

export function toRuleSetResponse({ id, version, digest }: RuleSetReference): RuleSetResponse {
  return { id, version, digest };
}

export function toFindingResponse(finding: Finding): FindingResponse {
  const { rule, result, at, severity, overridableBy, text, legalSource } = finding;
  const { listings, attestation, needs, missing, override } = finding;
  return {
    rule,
    result,
    at,
    ...(listings && { listings }),
    ...(attestation && { source: attestation.source, attestedBy: attestation.by }),
    ...(needs && { needs }),
    ...(missing && { missing }),
    ...(finding.unavailable && { unavailable: finding.unavailable }),
    ...(override && { override }),
    severity,
    overridableBy,
    text,
    legalSource,
  };
}
