import { containsIdentityNumber, parseCaseNumber } from '#identifiers';
import { isCommanded } from './mandatory-basis.js';
import type { Condition } from './conditions.js';
import type { Example, WrittenRuleSet } from './example.js';
import type { Rule } from './rule-set.js';

export type Path = readonly (string | number)[];

/** What is wrong with a set that has the right shape, and where. */
export interface Objection {
  path: Path;
  code: ObjectionCode;
  vars?: Record<string, string | number>;
}

export type ObjectionCode =
  | 'DUPLICATE_RULE'
  | 'DUPLICATE_MATERIAL'
  | 'MATERIAL_NOT_LISTED'
  | 'TWO_ATTESTATIONS'
  | 'BAR_NEEDS_LAW'
  | 'DUTY_TOO_SLOW'
  | 'SHIELD_WITHOUT_BASIS'
  | 'SHIELD_MISSING'
  | 'SHIELD_DEFAULT_OVER_MAX'
  | 'CONSULT_NOT_REQUIRED'
  | 'UNKNOWN_COURT'
  | 'IDENTITY_NUMBER'
  | 'UNKNOWN_RULE'
  | 'RULE_WITHOUT_EXAMPLE';

/** Art 10: the list information is deleted within 3 working days. */
const DUTY_WORKING_DAYS = 3;

/** Checks what a schema cannot say: that the parts of a set fit each other, and the law. */
export function checkRuleSet(set: WrittenRuleSet): Objection[] {
  return [
    ...duplicates(set.rules, 'rules', ({ id }) => id, 'DUPLICATE_RULE'),
    ...duplicates(
      set.procedure.materials.map(({ kind }) => ({ id: kind })),
      'procedure.materials',
      ({ id }) => id,
      'DUPLICATE_MATERIAL',
    ),
    ...set.rules.flatMap((rule, index) => checkRule(set, rule, ['rules', index])),
    ...checkCourts(set),
    ...checkPrivacy(set, []),
    ...checkDuty(set),
    ...checkShield(set),
    ...set.examples.flatMap((each, index) => checkExample(set, each, ['examples', index])),
    ...checkShown(set),
  ];
}

function duplicates<T>(
  items: readonly T[],
  place: string,
  idOf: (item: T) => string,
  code: 'DUPLICATE_RULE' | 'DUPLICATE_MATERIAL',
): Objection[] {
  const ids = items.map(idOf);
  const field = code === 'DUPLICATE_RULE' ? 'id' : 'kind';
  return ids.flatMap((id, index) => {
    const path = [...place.split('.'), index, field];
    return ids.indexOf(id) < index ? [{ path, code, vars: { id } }] : [];
  });
}

function checkRule(set: WrittenRuleSet, rule: Rule, path: Path): Objection[] {
  const parts = partsOf(rule.requires, [...path, 'requires']);
  const attested = parts.filter(({ condition }) => 'attested' in condition);
  return [
    ...attested.slice(1).map((each) => ({ path: each.path, code: 'TWO_ATTESTATIONS' as const })),
    ...parts.flatMap(({ condition, path: at }) => checkMaterials(set, condition, at)),
    ...checkBar(set, rule, path),
    ...checkConsult(set, rule, path),
  ];
}

/** A paper that nobody is asked for would never come. */
function checkMaterials(set: WrittenRuleSet, condition: Condition, path: Path): Objection[] {
  if (!('materialsPresent' in condition)) return [];
  const listed = set.procedure.materials.map(({ kind }) => kind);
  return condition.materialsPresent.flatMap((kind, index) =>
    listed.includes(kind)
      ? []
      : [
          {
            path: [...path, 'materialsPresent', index],
            code: 'MATERIAL_NOT_LISTED' as const,
            vars: { kind },
          },
        ],
  );
}

/** 法定应当删除的，不得以本院自定的规则阻却。 */
function checkBar(set: WrittenRuleSet, { severity, source }: Rule, path: Path): Objection[] {
  const basis = set.appliesTo.bases.find(isCommanded);
  if (severity !== 'BAR' || source.kind === 'LAW' || !basis) return [];
  return [{ path: [...path, 'severity'], code: 'BAR_NEEDS_LAW', vars: { basis } }];
}

/** A bar that only a creditor's answer can settle, in a procedure that asks no creditor. */
function checkConsult(
  { procedure }: WrittenRuleSet,
  { severity, requires }: Rule,
  path: Path,
): Objection[] {
  if (severity !== 'BAR' || procedure.creditorConsult.required) return [];
  return isCreditorNeeded(requires)
    ? [{ path: [...path, 'requires'], code: 'CONSULT_NOT_REQUIRED' }]
    : [];
}

function isCreditorNeeded(condition: Condition): boolean {
  if ('allOf' in condition) return condition.allOf.some(isCreditorNeeded);
  if ('anyOf' in condition) return condition.anyOf.every(isCreditorNeeded);
  return 'creditorConsents' in condition || 'creditorDoesNotObject' in condition;
}

function checkCourts({ courts }: WrittenRuleSet): Objection[] {
  if (courts === 'default') return [];
  return courts.flatMap((court, index) => {
    const read = parseCaseNumber(`（2026）${court}执1号`);
    return read.ok && read.courtCode === court
      ? []
      : [{ path: ['courts', index], code: 'UNKNOWN_COURT' as const, vars: { court } }];
  });
}

/** Examples are made up from real cases, and a number may slip in with one. */
function checkPrivacy(value: unknown, path: Path): Objection[] {
  if (typeof value === 'string') {
    return containsIdentityNumber(value) ? [{ path, code: 'IDENTITY_NUMBER' }] : [];
  }
  if (Array.isArray(value)) return value.flatMap((each, at) => checkPrivacy(each, [...path, at]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => checkPrivacy(each, [...path, key]));
}

function checkDuty({ appliesTo, procedure }: WrittenRuleSet): Objection[] {
  const basis = appliesTo.bases.find((each) => /^[DEX]/.test(each) && isCommanded(each));
  if (!basis || procedure.decision.workingDays <= DUTY_WORKING_DAYS) return [];
  const vars = { basis, days: DUTY_WORKING_DAYS };
  return [{ path: ['procedure', 'decision', 'workingDays'], code: 'DUTY_TOO_SLOW', vars }];
}

function checkShield({ appliesTo, procedure }: WrittenRuleSet): Objection[] {
  const { shield } = procedure;
  const path = ['procedure', 'shield'];
  const isShielding = appliesTo.bases.includes('T_TEMP_SHIELD');
  if (!shield) return isShielding ? [{ path: ['procedure'], code: 'SHIELD_MISSING' }] : [];
  if (!isShielding) return [{ path, code: 'SHIELD_WITHOUT_BASIS' }];
  const { defaultMonths, maxMonths } = shield;
  return defaultMonths !== null && maxMonths !== null && defaultMonths > maxMonths
    ? [{ path: [...path, 'defaultMonths'], code: 'SHIELD_DEFAULT_OVER_MAX' }]
    : [];
}

function checkExample(set: WrittenRuleSet, example: Example, path: Path): Objection[] {
  const known = set.rules.map(({ id }) => id);
  const unknown = (rule: string, at: Path): Objection[] =>
    known.includes(rule) ? [] : [{ path: at, code: 'UNKNOWN_RULE', vars: { rule } }];
  const { expect, evidence, overrides = [] } = example;
  return [
    ...Object.keys(expect.findings).flatMap((rule) =>
      unknown(rule, [...path, 'expect', 'findings', rule]),
    ),
    ...Object.keys(evidence.attestations ?? {}).flatMap((rule) =>
      unknown(rule, [...path, 'evidence', 'attestations', rule]),
    ),
    ...overrides.flatMap(({ rule }, index) => unknown(rule, [...path, 'overrides', index, 'rule'])),
  ];
}

/** A rule that no example shows may say something else than its author thinks. */
function checkShown(set: WrittenRuleSet): Objection[] {
  const shown = new Set(set.examples.flatMap(({ expect }) => Object.keys(expect.findings)));
  return set.rules.flatMap(({ id }, index) =>
    shown.has(id)
      ? []
      : [
          {
            path: ['rules', index, 'id'],
            code: 'RULE_WITHOUT_EXAMPLE' as const,
            vars: { rule: id },
          },
        ],
  );
}

/** A condition with all its parts. */
function partsOf(condition: Condition, path: Path): { condition: Condition; path: Path }[] {
  const inner = (parts: Condition[], joint: string) =>
    parts.flatMap((part, index) => partsOf(part, [...path, joint, index]));
  const own = { condition, path };
  if ('anyOf' in condition) return [own, ...inner(condition.anyOf, 'anyOf')];
  if ('allOf' in condition) return [own, ...inner(condition.allOf, 'allOf')];
  return [own];
}
