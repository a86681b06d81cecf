import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { shanghaiDate } from '#calendar';
import { Clock, CurrentActor, notFound, Roles, type Actor } from '#bootstrap';
import { RuleSets } from '../rules/rule-sets.js';
import {
  RuleSetDocumentResponse,
  RuleSetListResponse,
  toRuleSetDocument,
  toRuleSetSummary,
} from './rule-set.responses.js';

@ApiTags('rule sets')
@Controller('v1/rule-sets')
export class RuleSetsController {
  constructor(
    private readonly ruleSets: RuleSets,
    private readonly clock: Clock,
  ) {}

  /** Those of the caller's court before the national ones. */
  @Get()
  @Roles('officer', 'judge', 'operations')
  @ApiOperation({ summary: '现行规则集 — the rule sets in force today' })
  @ApiOkResponse({ type: RuleSetListResponse })
  list(@CurrentActor() { court }: Actor): RuleSetListResponse {
    const sets = this.ruleSets.inForce(court, shanghaiDate(this.clock.now()));
    return { data: sets.map(toRuleSetSummary) };
  }

  /** Any version that was ever in use: an application names the one that it is examined under. */
  @Get(':id/versions/:version')
  @Roles('officer', 'judge', 'operations')
  @ApiOperation({ summary: '规则集全文 — its rules, and what evidence settles each' })
  @ApiOkResponse({ type: RuleSetDocumentResponse })
  show(@Param('id') id: string, @Param('version') version: string): RuleSetDocumentResponse {
    const loaded = this.ruleSets.find(id, Number(version));
    if (!loaded) throw notFound();
    return toRuleSetDocument(loaded);
  }
}
