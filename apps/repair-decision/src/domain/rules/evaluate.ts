import { shanghaiDate, type CalendarDate } from '#calendar';
import type { Condition, ConditionKind, Conditions } from './conditions.js';
import type { Evidence } from './evidence.js';
import type { Finding } from './finding.js';
import { judgeAttested, judgeOpenCases, judgeOtherListings } from './judge-attested.js';
import * as listing from './judge-listing.js';
import { judgeGuarantee, judgePerformance, judgePlan } from './judge-money.js';
import { judgeCommitment, judgeCreditors, judgeMaterials } from './judge-papers.js';
import { allOf, anyOf, satisfiedIf, type Judgement } from './judgement.js';
import type { Rule, RuleSet } from './rule-set.js';

/**
 * Examines an application under a rule set: one finding per rule, in the set's order. Total and
 * deterministic; what the evidence leaves open is `NEEDS_EVIDENCE`, never a guess.
 */
export function evaluate(ruleSet: RuleSet, evidence: Evidence, now: Date): Finding[] {
  const silenceIsConsent = ruleSet.procedure.creditorConsult.silenceIsConsent;
  return ruleSet.rules.map((rule) => {
    const scene = { evidence, now, today: shanghaiDate(now), rule: rule.id, silenceIsConsent };
    return toFinding(rule, judge(rule.requires, scene), now);
  });
}

interface Scene {
  evidence: Evidence;
  now: Date;
  today: CalendarDate;
  rule: string;
  silenceIsConsent: boolean;
}

const JUDGES: { [K in ConditionKind]: (said: Conditions[K], scene: Scene) => Judgement } = {
  noOtherListing: (_, { evidence }) => judgeOtherListings(evidence),
  noOpenCase: (said, { evidence, now }) => judgeOpenCases(evidence, said, now),
  attested: (said, { evidence, rule, now }) => judgeAttested(evidence, { ...said, rule }, now),
  materialsPresent: (kinds, { evidence }) => judgeMaterials(evidence, kinds),
  creditorConsents: (_, scene) => judgeCreditors(scene.evidence, scene.silenceIsConsent),
  creditorDoesNotObject: (_, { evidence }) => judgeCreditors(evidence, true),
  commitmentSigned: (_, { evidence, today }) => judgeCommitment(evidence, today),
  noCommitmentBreach: ({ withinMonths }, { evidence, today }) =>
    listing.judgeBreaches(evidence, withinMonths, today),
  notRelistedWithin: ({ months }, { evidence }) => listing.judgeRelisting(evidence.listing, months),
  listedForAtLeast: ({ months }, { evidence, today }) =>
    listing.judgeTimeListed(evidence.listing, months, today),
  termHasEnded: (_, { evidence, today }) => listing.judgeTerm(evidence.listing, today),
  groundsAnyOf: (named, { evidence }) =>
    listing.judgeGrounds(evidence.listing, (own) => own.some((ground) => named.includes(ground))),
  groundsNoneOf: (named, { evidence }) =>
    listing.judgeGrounds(evidence.listing, (own) => !own.some((ground) => named.includes(ground))),
  subjectIs: (type, { evidence }) => listing.judgeSubject(evidence.listing, type),
  initiatedBy: (initiators, { evidence }) => satisfiedIf(initiators.includes(evidence.initiator)),
  performedInFull: (_, { evidence }) => judgePerformance(evidence, 100),
  performedAtLeast: ({ percent }, { evidence }) => judgePerformance(evidence, percent),
  plan: (said, { evidence, today }) => judgePlan(evidence, said, today),
  guarantee: ({ percentOfRemainder }, { evidence }) => judgeGuarantee(evidence, percentOfRemainder),
  anyOf: (conditions, scene) => anyOf(conditions.map((each) => judge(each, scene))),
  allOf: (conditions, scene) => allOf(conditions.map((each) => judge(each, scene))),
};

/** Every condition that a rule set can write. */
export const CONDITION_KINDS = Object.keys(JUDGES) as ConditionKind[];

function judge(condition: Condition, scene: Scene): Judgement {
  const [kind, said] = Object.entries(condition)[0] as [ConditionKind, never];
  return JUDGES[kind](said, scene);
}

function toFinding(rule: Rule, { result, ...details }: Judgement, now: Date): Finding {
  return {
    rule: rule.id,
    result,
    at: result === 'NEEDS_EVIDENCE' ? now.toISOString() : lookedUpAt(details, now),
    ...details,
    severity: rule.severity,
    text: { ...rule.text },
    legalSource: { ...rule.source },
    overridableBy: rule.overridableBy,
  };
}

/** An attested fact is as old as its look-up. */
function lookedUpAt({ attestation }: Omit<Judgement, 'result'>, now: Date): string {
  return attestation?.queriedAt ?? now.toISOString();
}
