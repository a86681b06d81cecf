import { resolve } from 'node:path';
import type { Env } from '#bootstrap';
import type { SnapshotPolicy } from '../domain/snapshot.js';

const MINUTE = 60_000;

export interface SnapshotSettings extends SnapshotPolicy {
  /** For this publisher's files alone; all of its processes see the same one. */
  folder: string;
  /** How often lists that somebody fetches are cut without being asked for; 0: only when asked for. */
  everyMs: number;
}

const DEFAULT_FOLDER = '.yichu/snapshots';

/**
 * Reads `SNAPSHOT_FOLDER`, `SNAPSHOT_EVERY_MINUTES` (60), `SNAPSHOT_MAX_AGE_MINUTES` (15),
 * `SNAPSHOT_MAX_CHANGES` (10000), `SNAPSHOT_HOLD_PERCENT` (5) and `SNAPSHOT_HOLD_AT_LEAST` (100).
 * @throws a sentence that names the variable when one is no number.
 */
export function readSnapshotSettings(env: Env = {}): SnapshotSettings {
  return {
    folder: resolve(env['SNAPSHOT_FOLDER'] || DEFAULT_FOLDER),
    everyMs: numberOf(env, 'SNAPSHOT_EVERY_MINUTES', 60) * MINUTE,
    maxAgeMs: numberOf(env, 'SNAPSHOT_MAX_AGE_MINUTES', 15) * MINUTE,
    maxChanges: numberOf(env, 'SNAPSHOT_MAX_CHANGES', 10_000),
    holdPercent: numberOf(env, 'SNAPSHOT_HOLD_PERCENT', 5),
    holdAtLeast: numberOf(env, 'SNAPSHOT_HOLD_AT_LEAST', 100),
  };
}

function numberOf(env: Env, name: string, fallback: number): number {
  const value = Number(env[name] || fallback);
  if (!Number.isFinite(value) || value < 0) throw new Error(`${name} must be a number from 0 up.`);
  return value;
}
