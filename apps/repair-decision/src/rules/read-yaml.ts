import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type YAMLMap,
  type YAMLParseError,
} from 'yaml';
import type { Path } from '../domain/rules/index.js';
import { MAX_PROBLEMS, problem, type Place, type RuleSetProblem } from './rule-set-problem.js';

const KB = 1024;
/** Far above any rule set, and small enough that nothing in it costs much. */
export const MAX_BYTES = 128 * KB;
const MAX_DEPTH = 24;

export type Yaml =
  | { ok: true; value: unknown; text: string; placeOf: PlaceOf }
  | { ok: false; problems: RuleSetProblem[] };

/** Where the value at a path stands, or its key; else whatever encloses it. */
export type PlaceOf = (path: Path, part?: 'key' | 'value') => Place;

/** Reads YAML of a hostile hand: text only, bounded, one document, no anchors, no tags. */
export function readYaml(bytes: Uint8Array): Yaml {
  if (bytes.byteLength > MAX_BYTES) return refuse(tooLarge());
  const text = decode(bytes);
  if (text === null) return refuse(problem('NOT_TEXT'));
  const lines = new LineCounter();
  const placeAt = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      // Not `silent`: that would take a second document for none.
      logLevel: 'error',
      // Checked below: the parser compares every key with every other.
      uniqueKeys: false,
      schema: 'core',
    });
    if (document.contents === null && document.errors.length === 0) return refuse(problem('EMPTY'));
    const errors = document.errors.slice(0, MAX_PROBLEMS);
    const tags = document.warnings.slice(0, MAX_PROBLEMS);
    const problems = [
      ...errors.map((error) => syntaxProblem(error, placeAt(error.pos[0]))),
      ...tags.map(({ pos }) => problem('YAML_TAG', { place: placeAt(pos[0]) })),
      ...forbidden(document, placeAt),
    ];
    if (problems.length > 0) return { ok: false, problems };
    const placeOf: PlaceOf = (path, part = 'value') => {
      const offset = offsetOf(document.contents, path, part);
      return offset === null ? null : placeAt(offset);
    };
    return { ok: true, value: document.toJS({ maxAliasCount: 0 }), text, placeOf };
  } catch (error) {
    // The parser calls itself for each level: it runs out of stack before a file runs out of brackets.
    if (error instanceof RangeError) {
      return refuse(problem('TOO_DEEP', { vars: { limit: MAX_DEPTH } }));
    }
    throw error;
  }
}

export function tooLarge(): RuleSetProblem {
  return problem('FILE_TOO_LARGE', { vars: { limit: MAX_BYTES / KB } });
}

function refuse(only: RuleSetProblem): Yaml {
  return { ok: false, problems: [only] };
}

function decode(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}

function syntaxProblem({ code, message }: YAMLParseError, place: Place): RuleSetProblem {
  if (code === 'MULTIPLE_DOCS') return problem('YAML_SEVERAL_DOCUMENTS', { place });
  if (code === 'BAD_ALIAS') return problem('YAML_ALIAS', { place });
  return problem('YAML_SYNTAX', { place, vars: { why: message } });
}

/** What YAML allows and a rule set does not. */
function forbidden(document: Document, placeAt: (at: number) => Place): RuleSetProblem[] {
  const problems: RuleSetProblem[] = [];
  const add = (code: 'YAML_ALIAS' | 'YAML_DUPLICATE_KEY' | 'TOO_DEEP', node: unknown) => {
    const offset = startOf(node);
    const place = offset === null ? null : placeAt(offset);
    problems.push(problem(code, { place, vars: { limit: MAX_DEPTH } }));
  };
  visit(document, {
    Node: (_, node, ancestors) => {
      if (isAlias(node) || node.anchor !== undefined) add('YAML_ALIAS', node);
      if (isMap(node)) for (const key of repeatedKeys(node)) add('YAML_DUPLICATE_KEY', key);
      const depth = ancestors.filter((each) => isNode(each)).length;
      if (depth > MAX_DEPTH) add('TOO_DEEP', node);
      return depth > MAX_DEPTH || problems.length >= MAX_PROBLEMS ? visit.BREAK : undefined;
    },
  });
  return problems;
}

function repeatedKeys({ items }: YAMLMap): unknown[] {
  const seen = new Set<string>();
  return items.flatMap(({ key }) => {
    const name = isScalar(key) ? String(key.value) : '';
    const isRepeated = seen.has(name);
    seen.add(name);
    return isRepeated ? [key] : [];
  });
}

function offsetOf(root: unknown, path: Path, part: 'key' | 'value'): number | null {
  let node = root;
  let offset = startOf(node);
  for (const [index, step] of path.entries()) {
    const isLast = index === path.length - 1;
    if (isMap(node)) {
      const pair = node.items.find(
        ({ key }) => isScalar(key) && String(key.value) === String(step),
      );
      if (!pair) return offset;
      offset = (isLast && part === 'key' ? startOf(pair.key) : startOf(pair.value)) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      offset = startOf(node) ?? offset;
    } else return offset;
  }
  return offset;
}

function startOf(node: unknown): number | null {
  return isNode(node) ? (node.range?.[0] ?? null) : null;
}
