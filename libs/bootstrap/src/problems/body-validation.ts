import { Injectable, ValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { brokenTexts } from './broken-texts.js';
import { Problem, type FieldError } from './problem.js';

/** Names that a caller made up are repeated only if they look like a field's: they might hold anything. */
const FIELD_NAME = /^(?:[A-Za-z][A-Za-z0-9]{0,39}|\d{1,4})$/;
/** Validators whose message is that nothing was given. */
const ABSENCE = new Set(['isDefined', 'isNotEmpty']);

/** Checks every body and query against its class; what breaks a rule is one 422 that names all of it. */
@Injectable()
export class BodyValidation extends ValidationPipe {
  constructor() {
    super({
      whitelist: true,
      forbidNonWhitelisted: true,
      transform: true,
      stopAtFirstError: true,
      exceptionFactory: (errors) => new Problem(422, 'INVALID', { errors: fieldErrorsOf(errors) }),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const isGiven = value !== undefined && value !== null;
    if (
      metadata.type === 'body' &&
      isGiven &&
      (typeof value !== 'object' || Array.isArray(value))
    ) {
      throw new Problem(422, 'NOT_AN_OBJECT');
    }
    if (metadata.type === 'body' || metadata.type === 'query') refuseBrokenTexts(value);
    return super.transform(value, metadata);
  }
}

function refuseBrokenTexts(sent: unknown): void {
  const errors = brokenTexts(sent).map((path) => ({
    field: path.map(shownName).join('.'),
    rule: 'CONTROL_CHARACTERS',
  }));
  if (errors.length > 0) throw new Problem(422, 'INVALID', { errors });
}

function shownName(name: string): string {
  return FIELD_NAME.test(name) ? name : '?';
}

/** Flattens nested errors into paths such as `subject.uscc` and `receipts.0.stage`. */
export function fieldErrorsOf(errors: readonly ValidationError[], parent = ''): FieldError[] {
  return errors.flatMap((error) => {
    const name = shownName(error.property);
    const field = parent ? `${parent}.${name}` : name;
    const own = Object.keys(error.constraints ?? {}).map((constraint) => ({
      field,
      ...brokenRule(constraint, error),
    }));
    return [...own, ...fieldErrorsOf(error.children ?? [], field)];
  });
}

function brokenRule(constraint: string, error: ValidationError): Omit<FieldError, 'field'> {
  if (constraint === 'whitelistValidation') return { rule: 'UNKNOWN_FIELD' };
  const isMissing = error.value === undefined || error.value === null;
  if (isMissing || ABSENCE.has(constraint)) return { rule: 'REQUIRED' };
  const { rule, vars } = (error.contexts?.[constraint] ?? {}) as Partial<FieldError>;
  return { rule: rule ?? upperSnake(constraint), ...(vars && { vars }) };
}

function upperSnake(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();
}
