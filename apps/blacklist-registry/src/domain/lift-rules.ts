import { addMonths } from '#calendar';
import type { BoundRole, LiftBasis, RestrictionKind } from '#contracts';
import { stateOn, type Restriction, type RestrictionLift } from './restriction.js';

/** One way out of one kind of restriction. */
export interface LiftRule {
  /** MUST: 应当解除. MAY: 可以解除, at the court's discretion. */
  duty: 'MUST' | 'MAY';
  /** Whose restriction it ends. */
  who: 'ANYONE' | 'PERSON' | readonly BoundRole[];
  /** Only for a time: at most one month, for flights and high-speed trains, approved by the president. */
  temporary: boolean;
  source: string;
}

const OFFICERS = [
  'LEGAL_REPRESENTATIVE',
  'PRINCIPAL',
  'DIRECTLY_RESPONSIBLE',
  'ACTUAL_CONTROLLER',
] as const satisfies readonly BoundRole[];

const SPENDING_23 = '法〔2021〕322号 第23条';
const EXIT_25 = '执行程序解释（2020）第25条';

/**
 * Which basis lifts which kind, and null where it lifts none. 限制消费: 法释〔2015〕17号 Art 9 let the court
 * lift on a guarantee or consent; since 法〔2021〕322号 §23 it must, within 3 working days. 限制出境:
 * 执行程序解释 (2020) Art 25. The three grounds of 法发〔2019〕35号 §17 speak of spending alone.
 */
const LIFT_RULES: Record<LiftBasis, Record<RestrictionKind, LiftRule | null>> = {
  R_PERFORMED: {
    SPENDING: { duty: 'MUST', who: 'ANYONE', temporary: false, source: SPENDING_23 },
    EXIT: { duty: 'MUST', who: 'ANYONE', temporary: false, source: EXIT_25 },
  },
  R_GUARANTEE: {
    SPENDING: { duty: 'MUST', who: 'ANYONE', temporary: false, source: SPENDING_23 },
    EXIT: { duty: 'MAY', who: 'ANYONE', temporary: false, source: EXIT_25 },
  },
  R_CREDITOR_CONSENT: {
    SPENDING: { duty: 'MUST', who: 'ANYONE', temporary: false, source: SPENDING_23 },
    EXIT: { duty: 'MAY', who: 'ANYONE', temporary: false, source: EXIT_25 },
  },
  // For the old officer only, and only if not the one who really controls; the new one is bound by an order of its own.
  R_REPRESENTATIVE_CHANGED: {
    SPENDING: {
      duty: 'MUST',
      who: ['LEGAL_REPRESENTATIVE', 'PRINCIPAL'],
      temporary: false,
      source: '法发〔2019〕35号 第17条第2项',
    },
    EXIT: null,
  },
  R_PRIVATE_SPENDING: {
    SPENDING: {
      duty: 'MUST',
      who: OFFICERS,
      temporary: false,
      source: '法发〔2019〕35号 第17条第1项',
    },
    EXIT: null,
  },
  R_TEMPORARY_NEED: {
    SPENDING: {
      duty: 'MAY',
      who: 'PERSON',
      temporary: true,
      source: '法发〔2019〕35号 第17条第3项',
    },
    EXIT: null,
  },
};

export function liftRule(basis: LiftBasis, kind: RestrictionKind): LiftRule | null {
  return LIFT_RULES[basis][kind];
}

/** What an order says of one restriction. Days are YYYY-MM-DD in Asia/Shanghai. */
export interface OrderedLift {
  basis: LiftBasis;
  until: string | null;
  approvedBy: 'JUDGE' | 'PRESIDENT' | null;
  effectiveOn: string;
}

/**
 * To lift for good what is lifted already changes nothing: between a court's decision and its arrival
 * another order may have come first.
 */
export function wasLiftedBefore(
  restriction: Restriction,
  { basis, until }: Pick<OrderedLift, 'basis' | 'until'>,
): boolean {
  const rule = liftRule(basis, restriction.kind);
  if (!rule || rule.temporary || !concerns(rule, restriction)) return false;
  return restriction.state === 'LIFTED' && until === null;
}

/**
 * ACTIVE → LIFTED or TEMP_LIFTED, TEMP_LIFTED → LIFTED.
 * @returns null where the rules don't allow it: the order is then refused whole.
 */
export function decideLift(
  restriction: Restriction,
  lift: OrderedLift,
  today: string,
): RestrictionLift | null {
  const rule = liftRule(lift.basis, restriction.kind);
  if (!rule || !concerns(rule, restriction)) return null;
  const version = restriction.version + 1;
  const { basis, until } = lift;
  if (rule.temporary) {
    if (stateOn(restriction, today) !== 'ACTIVE' || !isShortEnough(lift, today)) return null;
    return { kind: 'lifted', state: 'TEMP_LIFTED', basis, until, version };
  }
  if (restriction.state === 'LIFTED' || until !== null) return null;
  return { kind: 'lifted', state: 'LIFTED', basis, until: null, version };
}

function concerns({ who }: LiftRule, { boundRole, bindsPerson }: Restriction): boolean {
  if (who === 'ANYONE') return true;
  return who === 'PERSON' ? bindsPerson : who.includes(boundRole);
}

/** 本院院长批准，最长不超过一个月. It begins with the order, at the latest when the order is applied. */
function isShortEnough({ until, approvedBy, effectiveOn }: OrderedLift, today: string): boolean {
  if (approvedBy !== 'PRESIDENT' || until === null) return false;
  const from = effectiveOn < today ? effectiveOn : today;
  return until >= effectiveOn && until >= today && until <= addMonths(from, 1);
}
