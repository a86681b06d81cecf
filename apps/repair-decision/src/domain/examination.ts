import type { Initiator } from '#contracts';
import type { ListingReading } from './listing-reading.js';
import { evaluate } from './rules/evaluate.js';
import type { LoadedRuleSet } from './rules/evaluation.js';
import type { CreditorReply, Evidence, Instalment, Performance } from './rules/evidence.js';
import { obstacles, type Finding } from './rules/finding.js';
import { applyOverrides } from './rules/overrides.js';
import { conflicting, grant, invalidating, type Verdict } from './verdict.js';

/** What is known of a matter beside the application itself and the listing. */
export interface Evidenced {
  openCases: LookUp | null;
  attestations: readonly (LookUp & { rule: string })[];
  /** Kinds of the materials on file. */
  materials: readonly string[];
  commitmentSignedOn: string | null;
  /**
   * Days (YYYY-MM-DD) on which earlier commitments of this debtor were broken, as this court knows; null
   * where it is not known which listings the debtor had.
   */
  breachedOn: readonly string[] | null;
  performance: Performance | null;
  plan: { instalments: readonly Instalment[] } | null;
  guarantee: { fen: number } | null;
}

/** What an officer looked up, on their word. */
export interface LookUp {
  found: boolean;
  source: string;
  queriedAt: Date;
}

interface Asked {
  initiator: Initiator;
  /** Undefined where the creditor was not asked. */
  creditorReply: CreditorReply['reply'] | undefined;
}

interface Examiner {
  listing: ListingReading;
  /** Whose word the look-ups are. */
  drafter: string;
}

/** Puts together what the rules are applied to. What nobody knows is left out, never taken to be absent. */
export function evidenceOf(
  { initiator, creditorReply }: Asked,
  evidence: Evidenced,
  { listing, drafter: by }: Examiner,
): Evidence {
  const { openCases, attestations, materials, commitmentSignedOn, breachedOn } = evidence;
  const { performance, plan, guarantee } = evidence;
  return {
    initiator,
    listing: factsOf(listing),
    others: listing.others,
    openCases: openCases ? { ...openCases, by } : undefined,
    attestations: Object.fromEntries(
      attestations.map(({ rule, ...said }) => [rule, { ...said, by }]),
    ),
    materials,
    creditorReplies: creditorReply && [{ reply: creditorReply }],
    commitment: commitmentSignedOn === null ? undefined : { signedOn: commitmentSignedOn },
    commitmentBreaches: breachedOn?.map((day) => ({ breachedOn: day })),
    performance: performance ?? undefined,
    plan: plan ?? undefined,
    guarantee: guarantee ?? undefined,
  };
}

/** Examines for a grant: what bars it must be settled, or set aside by name. */
export function examine(
  { ruleSet }: LoadedRuleSet,
  evidence: Evidence,
  { overrides, drafter, at }: Overrides,
): Verdict<Finding[]> {
  const requests = overrides.map(({ rule, reason }) => ({ rule, reason, by: drafter.sub, at }));
  const overridden = applyOverrides(evaluate(ruleSet, evidence, at), requests);
  if (!overridden.ok) return invalidating(overridden.refusal.reason, 'overrides');
  const open = obstacles(overridden.findings);
  if (open.length === 0) return grant(overridden.findings);
  const findings = open.map(({ rule, result, text, legalSource, needs }) => ({
    rule,
    result,
    text,
    legalSource,
    ...(needs && { needs }),
  }));
  return conflicting('FINDINGS_OPEN', { findings });
}

/** Nobody has looked anything up yet. */
export const NOTHING_KNOWN: Evidenced = {
  openCases: null,
  attestations: [],
  materials: [],
  commitmentSignedOn: null,
  breachedOn: null,
  performance: null,
  plan: null,
  guarantee: null,
};

interface Overrides {
  overrides: readonly { rule: string; reason: string }[];
  drafter: { sub: string };
  at: Date;
}

function factsOf({ subjectType, grounds, decidedOn, termEndsOn, earlier }: ListingReading) {
  return {
    subjectType: subjectType ?? undefined,
    grounds: grounds ?? undefined,
    decidedOn: decidedOn ?? undefined,
    termEndsOn,
    earlier: earlier ?? undefined,
  };
}
