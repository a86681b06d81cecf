import type { Scope } from './contract.js';

/**
 * A scope in its one written form: scopes that cover the same have the same, in whatever order they
 * were agreed. Subscribers of equal scopes share their snapshots.
 */
export function writtenScope(scope: Scope): string {
  const restrictions = Object.entries(scope as Record<string, readonly string[] | undefined>)
    .filter((entry): entry is [string, readonly string[]] => entry[1] !== undefined)
    .map(([name, values]) => [name, [...new Set(values)].sort()] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify(Object.fromEntries(restrictions));
}
