import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DOCUMENT_TYPES } from '#contracts';
import {
  DEFAULT_NUMBERS,
  faultOfPattern,
  type NumberPatterns,
} from '../../domain/document-number.js';
import { checkTemplate } from './check-template.js';
import { mergePhrases, type Phrases } from './phrases.js';
import { TEMPLATES, type TemplateName } from './places.js';

export interface Template {
  text: string;
  /** `repair-decision sha256:<hex>`: kept with each paper, to tell what it was made from. */
  reference: string;
}

/** Everything that a court may word and number its own way. */
interface Wording {
  templates: Record<TemplateName, Template>;
  phrases: Phrases;
  numbers: NumberPatterns;
}

const SUFFIX = '.zh-CN.md';
const PHRASES = 'phrases.zh-CN.json';
const NUMBERS = 'numbers.json';
const NAMES = Object.keys(TEMPLATES) as TemplateName[];

/**
 * The wording of papers: ours, over it an installation's (`DOCUMENT_TEMPLATES`), over it one court's (a
 * folder named by the court's code). All of it is read and checked when the service starts.
 */
export class TemplateSet {
  private constructor(
    private readonly all: Wording,
    private readonly ofCourts: ReadonlyMap<string, Wording>,
  ) {}

  /** @throws a sentence that says which file is wrong and why. */
  static load(builtIn: string, override: string | null): TemplateSet {
    const own = readWording(builtIn, null);
    if (override === null) return new TemplateSet(own, new Map());
    if (!existsSync(override))
      throw new Error(`DOCUMENT_TEMPLATES: there is no folder ${override}.`);
    const all = readWording(override, own);
    const courts = readdirSync(override).filter((name) =>
      statSync(join(override, name)).isDirectory(),
    );
    return new TemplateSet(
      all,
      new Map(courts.map((court) => [court, readWording(join(override, court), all)])),
    );
  }

  template(name: TemplateName, courtCode: string): Template {
    return this.of(courtCode).templates[name];
  }

  phrases(courtCode: string): Phrases {
    return this.of(courtCode).phrases;
  }

  numbers(courtCode: string): NumberPatterns {
    return this.of(courtCode).numbers;
  }

  private of(courtCode: string): Wording {
    return this.ofCourts.get(courtCode) ?? this.all;
  }
}

function readWording(folder: string, base: Wording | null): Wording {
  refuseStrangers(folder);
  const templates = NAMES.map((name): [TemplateName, Template] => {
    const path = join(folder, `${name}${SUFFIX}`);
    if (existsSync(path)) return [name, readTemplate(name, path)];
    const inherited = base?.templates[name];
    if (!inherited) throw new Error(`Template ${path} is missing.`);
    return [name, inherited];
  });
  return {
    templates: Object.fromEntries(templates) as Record<TemplateName, Template>,
    phrases: mergePhrases(readJson(join(folder, PHRASES)), base?.phrases ?? null),
    numbers: readNumbers(join(folder, NUMBERS), base?.numbers ?? DEFAULT_NUMBERS),
  };
}

/** A misspelt file name would leave a court with our wording, unnoticed. */
function refuseStrangers(folder: string): void {
  for (const name of readdirSync(folder)) {
    const isKnown =
      name === PHRASES || name === NUMBERS || NAMES.some((each) => name === `${each}${SUFFIX}`);
    const path = join(folder, name);
    if (!isKnown && !statSync(path).isDirectory()) {
      throw new Error(
        `${path} is no template; templates are named ${NAMES.join(', ')} (${SUFFIX}).`,
      );
    }
  }
}

function readTemplate(name: TemplateName, path: string): Template {
  const text = readFileSync(path, 'utf8');
  checkTemplate(path, text, TEMPLATES[name]);
  const digest = createHash('sha256').update(text).digest('hex');
  return { text, reference: `${name} sha256:${digest}` };
}

function readNumbers(path: string, base: NumberPatterns): NumberPatterns {
  const given = (readJson(path) ?? {}) as Partial<NumberPatterns>;
  const numbers = { ...base, ...given };
  for (const type of DOCUMENT_TYPES) {
    const fault = faultOfPattern(numbers[type]);
    if (fault) throw new Error(`${path}: the number pattern of ${type} is wrong (${fault}).`);
  }
  return numbers;
}

function readJson(path: string): unknown {
  if (!existsSync(path)) return null;
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`${path} is no valid JSON.`, { cause: error });
  }
}
