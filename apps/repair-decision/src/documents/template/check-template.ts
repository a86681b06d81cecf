import Mustache from 'mustache';
import type { Place, Places } from './places.js';

/** Every paper shows whose it is and which it is. */
const REQUIRED = ['court', 'number'];

type Token = [kind: string, value: string, start: number, end: number, inner?: Token[]];

/**
 * Checks that a template names only places that are filled in: a paper with a hole in it must not be
 * found by the judge who signs it.
 * @throws a sentence that names the template, the place and the line.
 */
export function checkTemplate(name: string, template: string, places: Places): void {
  const used = new Set<string>();
  walk(tokensOf(name, template), [places], {
    used,
    fail: (what, at) => {
      const line = template.slice(0, at).split('\n').length;
      throw new Error(`Template ${name}, line ${line}: ${what}`);
    },
  });
  for (const required of REQUIRED) {
    if (!used.has(required)) throw new Error(`Template ${name} must show {{${required}}}.`);
  }
}

function tokensOf(name: string, template: string): Token[] {
  try {
    return Mustache.parse(template) as Token[];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`Template ${name} is no valid Mustache: ${why}.`, { cause: error });
  }
}

interface Walk {
  used: Set<string>;
  fail: (what: string, at: number) => never;
}

function walk(tokens: readonly Token[], stack: readonly Place[], step: Walk): void {
  for (const [kind, value, start, , inner = []] of tokens) {
    switch (kind) {
      case 'text':
        break;
      case 'name':
        requireWords(find(value, start, stack, step), value, start, step);
        break;
      case '#':
        walk(inner, [...stack, itemOf(find(value, start, stack, step))], step);
        break;
      case '^':
        find(value, start, stack, step);
        walk(inner, stack, step);
        break;
      default:
        step.fail('partials, unescaped places and other delimiters have no meaning here.', start);
    }
  }
}

function requireWords(place: Place, name: string, at: number, { fail }: Walk): void {
  if (place !== 'text') fail(`{{${name}}} stands for no text; use {{#${name}}}…{{/${name}}}.`, at);
}

/** As Mustache looks names up: innermost first, a dotted name from where its first part is found. */
function find(name: string, at: number, stack: readonly Place[], { used, fail }: Walk): Place {
  used.add(name);
  if (name === '.') return stack.at(-1) ?? fail('{{.}} stands for nothing here.', at);
  const [first = '', ...rest] = name.split('.');
  const from = stack.findLast((place) => isPlaces(place) && Object.hasOwn(place, first));
  const found = [first, ...rest].reduce<Place | undefined>(
    (place, part) => (isPlaces(place) && Object.hasOwn(place, part) ? place[part] : undefined),
    from,
  );
  const known = () => [...new Set(stack.filter(isPlaces).flatMap((each) => Object.keys(each)))];
  return found ?? fail(`{{${name}}} is never filled in; what is: ${known().join(', ')}.`, at);
}

function itemOf(place: Place): Place {
  if (place === 'texts') return 'text';
  return Array.isArray(place) ? (place[0] as Places) : place;
}

function isPlaces(place: Place | undefined): place is Places {
  return typeof place === 'object' && !Array.isArray(place);
}
