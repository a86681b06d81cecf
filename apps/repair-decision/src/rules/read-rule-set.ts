import { createHash } from 'node:crypto';
import {
  checkRuleSet,
  runExample,
  type Example,
  type LoadedRuleSet,
  type RuleSet,
  type WrittenRuleSet,
} from '../domain/rules/index.js';
import { checkShape } from './check-shape.js';
import { readYaml, type PlaceOf } from './read-yaml.js';
import { MAX_PROBLEMS, problem, type RuleSetProblem } from './rule-set-problem.js';

/** A sound rule set with the text it came from. */
export interface ReadRuleSet extends LoadedRuleSet {
  text: string;
  examples: Example[];
  placeOf: PlaceOf;
}

export type Reading =
  | { ok: true; read: ReadRuleSet }
  /** `examples`: how many were run, and how many of them failed. */
  | { ok: false; problems: RuleSetProblem[]; failedExamples: number; examples: number };

/**
 * Reads one rule set: its syntax, its shape, that its parts fit each other and the law, and that its own
 * examples come to what they say. All of it, or every reason why not.
 */
export function readRuleSet(bytes: Uint8Array): Reading {
  const yaml = readYaml(bytes);
  if (!yaml.ok) return broken(yaml.problems);
  const shape = checkShape(yaml.value, yaml.placeOf);
  if (!shape.ok) return broken(shape.problems);
  const objections = checkRuleSet(shape.written).map(({ code, path, vars = {} }) =>
    problem(code, { path, place: yaml.placeOf(path), vars }),
  );
  if (objections.length > 0) return broken(objections);
  const { examples, ...ruleSet } = shape.written;
  const failures = runExamples(ruleSet, examples, yaml.placeOf);
  if (failures.problems.length > 0) {
    return {
      ...broken(failures.problems),
      failedExamples: failures.failed,
      examples: examples.length,
    };
  }
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  return { ok: true, read: { ruleSet, digest, text: yaml.text, examples, placeOf: yaml.placeOf } };
}

function broken(problems: RuleSetProblem[]) {
  return { ok: false as const, problems: inOrder(problems), failedExamples: 0, examples: 0 };
}

function inOrder(problems: RuleSetProblem[]): RuleSetProblem[] {
  return problems
    .toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0))
    .slice(0, MAX_PROBLEMS);
}

function runExamples(ruleSet: RuleSet, examples: WrittenRuleSet['examples'], placeOf: PlaceOf) {
  const results = examples.map((example, index) =>
    runExample(ruleSet, example).map(({ path, expected, actual }) => {
      const whole = ['examples', index, ...path];
      const code = path[0] === 'overrides' ? 'EXAMPLE_OVERRIDE' : 'EXAMPLE_DIFFERS';
      const name = `${example.name.zh} / ${example.name.en}`;
      return problem(code, {
        path: whole,
        place: placeOf(whole),
        vars: { name, expected, actual },
      });
    }),
  );
  const failed = results.filter((problems) => problems.length > 0).length;
  return { problems: results.flat(), failed };
}
