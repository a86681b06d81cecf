import type { TextVars } from '#i18n';

/** One broken rule. `field` is a path as `subject.uscc`, empty where no field is to blame. */
export interface FieldError {
  field: string;
  /** UPPER_SNAKE name of the rule; its text comes from the service's or the common rule texts. */
  rule: string;
  /** Values for the rule's text, beside the problem's own; never what the caller sent. */
  vars?: TextVars;
}

export interface ProblemOptions {
  field?: string;
  /** Values for the rule's text; never what the caller sent. */
  vars?: TextVars;
  /** In place of the one error made from `rule` and `field`. */
  errors?: FieldError[];
  /** RFC 9457 extension members. */
  extensions?: Record<string, unknown>;
  /** When to ask again: the `Retry-After` of the answer. */
  retryAfterSeconds?: number;
  cause?: unknown;
}

/**
 * A refusal that the caller sees as `application/problem+json` (RFC 9457), in the caller's language.
 * It names fields and rules, and never repeats what was sent.
 */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly errors: readonly FieldError[];
  readonly vars: TextVars;
  readonly extensions: Record<string, unknown>;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly status: number,
    readonly rule: string,
    options: ProblemOptions = {},
  ) {
    super(`${status} ${rule}`, { cause: options.cause });
    this.errors = options.errors ?? [{ field: options.field ?? '', rule }];
    this.vars = options.vars ?? {};
    this.extensions = options.extensions ?? {};
    this.retryAfterSeconds = options.retryAfterSeconds ?? (status === 503 ? 5 : undefined);
  }

  /** `urn:yichu:problem:invalid-field` for bad fields, else named after the rule. */
  get type(): string {
    const isField = this.status === 422 || (this.status === 400 && this.errors[0]?.field);
    const kind = isField ? 'invalid-field' : this.rule.toLowerCase().replaceAll('_', '-');
    return `urn:yichu:problem:${kind}`;
  }
}

/** 404: nothing of that id is here for the caller. */
export function notFound(field = 'id', rule = 'NOT_FOUND'): Problem {
  return new Problem(404, rule, { field });
}

/** 403: the caller is known, and may not. */
export function forbidden(rule: string, field = ''): Problem {
  return new Problem(403, rule, { field });
}

/** 409: well-formed, but against the state that things are in. */
export function conflict(rule: string, field = ''): Problem {
  return new Problem(409, rule, { field });
}

/** 422: a field breaks a rule. */
export function invalid(rule: string, field: string): Problem {
  return new Problem(422, rule, { field });
}

/** 429: this caller asks for more than its share. Nothing was done. */
export function tooMany(rule: string, retryAfterMs: number): Problem {
  return new Problem(429, rule, { retryAfterSeconds: Math.max(1, Math.ceil(retryAfterMs / 1000)) });
}

/** 503: something that is needed is away; nothing was written. */
export function unavailable(rule: string, cause?: unknown): Problem {
  return new Problem(503, rule, { cause });
}
