import type { Verdict } from './checker.js';

/** So many are told in full; all are counted. */
const TOLD = 50;

/** A verdict as a bench's result; the process fails where something was broken. */
export function reportOf<Run extends object>(run: Run, changes: number, verdict: Verdict) {
  const { violations, ...figures } = verdict;
  if (violations.length > 0) process.exitCode = 1;
  return {
    ...run,
    changes,
    ...figures,
    violationCount: violations.length,
    violations: violations.slice(0, TOLD).map(({ rule, what }) => `${rule}: ${what}`),
  };
}
