import { QueryFailedError } from 'typeorm';

/**
 * What may be logged of an error. A failed query carries its parameters, and Postgres repeats values
 * in message and detail: of those only code, table and constraint are kept.
 */
export function errorFields(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const code = 'code' in error ? error.code : undefined;
  const fields = { type: error.constructor.name, code, stack: framesOf(error) };
  if (error instanceof QueryFailedError) {
    const { table, constraint } = error.driverError as { table?: string; constraint?: string };
    return { ...fields, message: 'query failed', table, constraint };
  }
  const cause = error.cause === undefined ? {} : { cause: errorFields(error.cause) };
  return { ...fields, message: error.message, ...cause };
}

/** The frames alone: the first lines repeat the message. */
function framesOf({ stack = '' }: Error): string[] {
  return stack
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '))
    .slice(0, 12);
}
