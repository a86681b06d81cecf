import { ApiProperty } from '@nestjs/swagger';
import type { RuleSetReference } from '../domain/rules/evaluation.js';
import type { Finding } from '../domain/rules/finding.js';

export class BilingualResponse {
  @ApiProperty() zh: string;
  @ApiProperty() en: string;
}

export class LegalSourceResponse {
  @ApiProperty({ enum: ['LAW', 'LOCAL', 'CONFIGURATION'] }) kind: string;
  @ApiProperty() cite: string;
}

export class OverrideResponse {
  @ApiProperty() by: string;
  @ApiProperty() reason: string;
  @ApiProperty({ format: 'date-time' }) at: string;
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
  const { rule, result, at, severity, text, legalSource } = finding;
  const { listings, attestation, needs, missing, override } = finding;
  return {
    rule,
    result,
    at,
    ...(listings && { listings }),
    ...(attestation && { source: attestation.source, attestedBy: attestation.by }),
    ...(needs && { needs }),
    ...(missing && { missing }),
    ...(override && { override: { by: override.by, reason: override.reason, at: override.at } }),
    severity,
    text,
    legalSource,
  };
}
