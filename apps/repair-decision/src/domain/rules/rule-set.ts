import type { CalendarDate } from '#calendar';
import type { Basis } from '#contracts';
import type { Bilingual } from './bilingual.js';
import type { Condition } from './conditions.js';

/**
 * 依据. `LAW` is a statute, a judicial interpretation or a rule of the Supreme People's Court, `POLICY`
 * what the State Council and its departments have issued, `LOCAL` what a court or a place has, and
 * `CONFIGURATION` a rule or a number that this court sets itself and no text commands.
 */
export const SOURCE_KINDS = ['LAW', 'POLICY', 'LOCAL', 'CONFIGURATION'] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];
export interface LegalSource {
  kind: SourceKind;
  cite: string;
}

/** Who signs (签发). A president may all that a judge may. */
export const APPROVAL_LEVELS = ['JUDGE', 'PRESIDENT'] as const;
export type ApprovalLevel = (typeof APPROVAL_LEVELS)[number];

/** `BAR` stands in the way of a grant until it is satisfied or overridden; `NOTE` is weighed. */
export type Severity = 'BAR' | 'NOTE';

export interface Rule {
  /** Names the rule in findings, attestations and overrides, for ever: `SHAM_LITIGATION`. */
  id: string;
  text: Bilingual;
  source: LegalSource;
  severity: Severity;
  /** Who must sign a decision that sets the rule aside, if anybody may. */
  overridableBy: ApprovalLevel | 'NOBODY';
  /** What evidence settles it. */
  requires: Condition;
}

/** A paper to hand in (材料). */
export interface MaterialRequirement {
  kind: string;
  title: Bilingual;
  /** Without it the application is incomplete (补正). */
  required: boolean;
}

type Sourced<T> = T & { source: LegalSource };

/** How an application under this set is handled. Each period carries what it rests on. */
export interface Procedure {
  materials: MaterialRequirement[];
  /** 补正: asked for once, due within so many working days. */
  supplement: Sourced<{ workingDays: number }>;
  creditorConsult: Sourced<{
    required: boolean;
    replyWorkingDays: number;
    /** 逾期未答复视为同意: only where a local rule says so. */
    silenceIsConsent: boolean;
  }>;
  /** 合议庭 */
  panel: Sourced<{ required: boolean }>;
  approval: Sourced<{ level: ApprovalLevel }>;
  decision: Sourced<{ workingDays: number }>;
  /** 驳回后不得重新申请的期间 */
  reapplication: Sourced<{ months: number }>;
  /** 申请复核: calendar days from service; and within how many working days it is decided, 15 where left out. */
  review: Sourced<{ days: number; decisionWorkingDays?: number }>;
  certificate: Sourced<{ workingDays: number }>;
  /**
   * 屏蔽期 in months from the draft, only where the set is for `T_TEMP_SHIELD`. Without a default the draft
   * names the last day, or leaves it open where nothing bounds it. A shield is not renewed while it lasts.
   */
  shield?:
    | Sourced<{
        defaultMonths: number | null;
        maxMonths: number | null;
      }>
    | undefined;
}

/**
 * One version of a court's rules for repair on some bases (规则集). Once used it never changes: what
 * changes is a new version, from its own day on.
 */
export interface RuleSet {
  id: string;
  version: number;
  title: Bilingual;
  effectiveFrom: CalendarDate;
  /** `default` serves every court without a set of its own; an empty list is an example. */
  courts: 'default' | string[];
  appliesTo: {
    bases: Basis[];
    /**
     * 修复情形: tells the sets of one court and basis apart (part performance, reorganisation). Without
     * one the set is for every application on these bases that names none.
     */
    situation?: string | undefined;
  };
  procedure: Procedure;
  rules: Rule[];
}
