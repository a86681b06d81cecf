import { QueryFailedError, QueryRunnerAlreadyReleasedError } from 'typeorm';
import { InfrastructureFault } from './outcome.js';

/** Another transaction was in the way: the same work may succeed if it is done again. */
export function isConflict(error: unknown): boolean {
  const code = codeOf(error);
  return code === '40001' || code === '40P01';
}

/** The database or something else outside this process is away or overloaded; the work itself is not at fault. */
export function isInfrastructureFault(error: unknown): boolean {
  if (error instanceof InfrastructureFault || error instanceof QueryRunnerAlreadyReleasedError)
    return true;
  if (isConflict(error)) return true;
  const code = codeOf(error);
  // SQLSTATE classes: connection exception, insufficient resources, operator intervention (shutdown); and
  // a transaction that Postgres ended because this process fell silent in it.
  if (code && /^(08|53|57P|25P03)/.test(code)) return true;
  if (code && /^E(CONN|PIPE|HOST|NET|NOTFOUND|TIMEDOUT|AI_AGAIN)/.test(code)) return true;
  return error instanceof Error && CONNECTION_LOST.test(error.message);
}

/** node-postgres tells these apart by their sentence only. */
const CONNECTION_LOST =
  /Connection terminated|connection is closed|Client has encountered a connection error|not queryable|timeout exceeded when trying to connect|not initialized|pool after calling end/i;

function codeOf(error: unknown): string | undefined {
  const source: unknown = error instanceof QueryFailedError ? error.driverError : error;
  if (typeof source !== 'object' || source === null || !('code' in source)) return undefined;
  return typeof source.code === 'string' ? source.code : undefined;
}

/** What Postgres, or the way to it, said of a statement. Its message and detail repeat values. */
export interface DatabaseRefusal {
  code?: string;
  table?: string;
  constraint?: string;
}

export function refusalOf(error: unknown): DatabaseRefusal | undefined {
  if (error instanceof QueryFailedError) return error.driverError as DatabaseRefusal;
  return error instanceof Error && 'severity' in error ? (error as DatabaseRefusal) : undefined;
}

/** What may be told of an error in log, parked row and readiness: never a value of the data (invariant 9). */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return 'something that is no error was thrown';
  const refusal = refusalOf(error);
  if (refusal) {
    const known = [refusal.code, refusal.table, refusal.constraint].filter(Boolean);
    return known.length > 0 ? `query failed (${known.join(', ')})` : 'query failed';
  }
  // A parser's message quotes what it could not read.
  if (error.name === 'SyntaxError') return 'malformed text';
  return error.message || codeOf(error) || error.name;
}
