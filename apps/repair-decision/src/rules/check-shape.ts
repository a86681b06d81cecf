import { Ajv, type ErrorObject } from 'ajv';
import formats from 'ajv-formats';
import type { Path, WrittenRuleSet } from '../domain/rules/index.js';
import { MAX_PROBLEMS, problem, type RuleSetProblem } from './rule-set-problem.js';
import type { PlaceOf } from './read-yaml.js';
import schema from './rule-set.schema.json' with { type: 'json' };

const ajv = new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true });
formats.default(ajv);
const hasShape = ajv.compile<WrittenRuleSet>(schema);

export type Shape =
  { ok: true; written: WrittenRuleSet } | { ok: false; problems: RuleSetProblem[] };

/** Holds a value against the JSON Schema of rule sets, each failure said in words. */
export function checkShape(value: unknown, placeOf: PlaceOf): Shape {
  if (hasShape(value)) return { ok: true, written: value };
  const errors = (hasShape.errors ?? []).filter(({ keyword }) => keyword !== 'if');
  const shown = errors.slice(0, MAX_PROBLEMS);
  return { ok: false, problems: shown.map((error) => toProblem(error, placeOf)) };
}

function toProblem(error: ErrorObject, placeOf: PlaceOf): RuleSetProblem {
  const path = pathOf(error.instancePath);
  const { keyword } = error;
  if (keyword === 'additionalProperties') return unknownField(error, path, placeOf);
  const at = { path, place: placeOf(path) };
  switch (keyword) {
    case 'required':
      return missing(error, path, placeOf);
    case 'type':
      return problem('WRONG_TYPE', { ...at, vars: { expected: typeNames(error) } });
    case 'enum':
    case 'const':
      return problem('NOT_ALLOWED', { ...at, vars: { allowed: allowed(error) } });
    case 'minProperties':
    case 'maxProperties':
      return problem('ONE_CONDITION', at);
    case 'pattern':
      return problem(patternCode(error), at);
    case 'format':
      return problem(error.schema === 'date' ? 'BAD_DATE' : 'BAD_TIME', at);
    case 'uniqueItems':
      return problem('REPEATED', at);
    default:
      return problem('OUT_OF_RANGE', { ...at, vars: { rule: bound(error) } });
  }
}

function unknownField(error: ErrorObject, parent: Path, placeOf: PlaceOf): RuleSetProblem {
  const { additionalProperty: field } = error.params as { additionalProperty: string };
  const { properties = {} } = error.parentSchema as { properties?: object };
  const known = Object.keys(properties).join(', ');
  const path = [...parent, field];
  const code = isCondition(error) ? 'UNKNOWN_CONDITION' : 'UNKNOWN_FIELD';
  return problem(code, { path, place: placeOf(path, 'key'), vars: { field, known } });
}

function missing(error: ErrorObject, path: Path, placeOf: PlaceOf): RuleSetProblem {
  const { missingProperty: field } = error.params as { missingProperty: string };
  const isSource = field === 'source' || path.at(-1) === 'source';
  const code = isSource ? 'MISSING_SOURCE' : 'MISSING_FIELD';
  return problem(code, { path: [...path, field], place: placeOf(path, 'key'), vars: { field } });
}

function isCondition({ parentSchema }: ErrorObject): boolean {
  return parentSchema?.['maxProperties'] === 1;
}

function patternCode(error: ErrorObject): 'BAD_SET_ID' | 'BAD_CODE' | 'BLANK' {
  const { setId, code } = schema.definitions;
  if (error.schema === setId.pattern) return 'BAD_SET_ID';
  return error.schema === code.pattern ? 'BAD_CODE' : 'BLANK';
}

function allowed({ keyword, schema: said, schemaPath }: ErrorObject): string {
  const values = keyword === 'const' ? [said] : (said as unknown[]);
  const alternatives = schemaPath.endsWith('/then/const') ? ['列表 (a list)'] : [];
  return [...values.map(String), ...alternatives].join(', ');
}

/** `≤ 100`, `≥ 1 项 (items)` */
function bound({ keyword, params }: ErrorObject): string {
  const { limit } = params as { limit: number };
  const sign = keyword.startsWith('min') ? '≥' : '≤';
  if (keyword.endsWith('Items')) return `${sign} ${limit} 项 (items)`;
  if (keyword.endsWith('Length')) return `${sign} ${limit} 字 (characters)`;
  return `${sign} ${limit}`;
}

const TYPE_NAMES: Record<string, string> = {
  object: '一组字段 (fields)',
  array: '列表 (a list)',
  string: '文字 (text)',
  integer: '整数 (a whole number)',
  number: '数字 (a number)',
  boolean: 'true / false',
  null: 'null',
};

function typeNames({ params }: ErrorObject): string {
  const { type } = params as { type: string | string[] };
  return [type]
    .flat()
    .map((each) => TYPE_NAMES[each] ?? each)
    .join(' / ');
}

/** `/rules/2/source` as a path; the steps into lists are numbers. */
function pathOf(pointer: string): Path {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((step) => (/^(0|[1-9]\d*)$/.test(step) ? Number(step) : step));
}
