import { refusalOf, sentenceOf } from '#messaging';

/**
 * What may be logged of an error. A failed query carries its parameters, and Postgres repeats values
 * in message and detail: of those only code, table and constraint are kept.
 */
export function errorFields(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const message = sentenceOf(error);
  const fields = { type: error.constructor.name, stack: framesOf(error), message };
  const refusal = refusalOf(error);
  if (refusal) {
    const { code, table, constraint } = refusal;
    return { ...fields, code, table, constraint };
  }
  const code = 'code' in error ? error.code : undefined;
  const cause = error.cause === undefined ? {} : { cause: errorFields(error.cause) };
  return { ...fields, code, ...cause };
}

/** The frames alone: the first lines repeat the message. */
function framesOf({ stack = '' }: Error): string[] {
  return stack
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '))
    .slice(0, 12);
}
