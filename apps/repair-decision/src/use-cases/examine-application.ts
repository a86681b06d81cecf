import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, notFound, type Actor } from '#bootstrap';
import { missingStep } from '../domain/draft.js';
import { evidenceOf, NOTHING_KNOWN } from '../domain/examination.js';
import { binding } from '../domain/lift.js';
import type { ReadRestriction } from '../domain/listing-reading.js';
import { notAmong } from '../domain/material.js';
import { creditorReplyOf } from '../domain/preparation.js';
import { evaluate } from '../domain/rules/evaluate.js';
import { referenceOf, type RuleSetReference } from '../domain/rules/evaluation.js';
import type { Finding } from '../domain/rules/finding.js';
import type { MaterialRequirement } from '../domain/rules/rule-set.js';
import { RuleSets } from '../rules/rule-sets.js';
import { ApplicationStore } from '../storage/application.store.js';
import { CaseEvidence } from './case-evidence.js';
import { personOf } from './person-of.js';
import { ReadListing } from './read-listing.js';
import { requireReader } from './may-read.js';
import { rulesOf } from './rules-of.js';

/** Where an application stands under its rules, before anybody drafts a decision on it. */
export interface Examination {
  ruleSet: RuleSetReference;
  findings: Finding[];
  /** The step that the rules require next; null when none is missing. */
  missingStep: Record<string, unknown> | null;
  missingMaterials: MaterialRequirement[];
  /** What still binds somebody in this case, for the draft to name. */
  restrictions: ReadRestriction[];
}

/** Examines an application as it is now. Nothing is kept: the examination that counts is the draft's. */
@Injectable()
export class ExamineApplication {
  constructor(
    private readonly dataSource: DataSource,
    private readonly applications: ApplicationStore,
    private readonly readListing: ReadListing,
    private readonly evidence: CaseEvidence,
    private readonly ruleSets: RuleSets,
    private readonly clock: Clock,
  ) {}

  async execute(id: string, actor: Actor): Promise<Examination> {
    const { manager } = this.dataSource;
    const application = await this.applications.find(manager, id);
    if (!application) throw notFound();
    requireReader(actor, application.courtCode);
    const person = personOf(actor);
    const listing = await this.readListing.execute(application.listingId, person);
    const at = this.clock.now();
    const rules = rulesOf(this.ruleSets, application);
    const onFile = await this.evidence.onFile(manager, application, listing);
    const asked = {
      initiator: application.initiator,
      creditorReply: creditorReplyOf(application, at),
    };
    const known = { ...NOTHING_KNOWN, ...onFile };
    const evidence = evidenceOf(asked, known, { listing, drafter: person.sub });
    const { procedure } = rules.ruleSet;
    return {
      ruleSet: referenceOf(rules),
      findings: evaluate(rules.ruleSet, evidence, at),
      missingStep: missingStepOf(application, procedure, at),
      missingMaterials: notAmong(onFile.materials, procedure.materials),
      restrictions: binding(listing),
    };
  }
}

function missingStepOf(...asked: Parameters<typeof missingStep>): Examination['missingStep'] {
  const missing = missingStep(...asked);
  return missing?.refusal.kind === 'conflict' ? (missing.refusal.details ?? null) : null;
}
