import type { LookResult, Presence } from './evidence.js';

/** Why a look proves nothing; kept with the look and shown beside it. */
export type LookReason =
  | 'TIMEOUT'
  | 'CONNECTION'
  | 'ADDRESS_REFUSED'
  | 'STATUS'
  | 'TOO_LARGE'
  | 'NOT_JSON'
  | 'NO_BOOLEAN'
  /** Nothing else that this subscriber must show is known: its "absent" may be an empty page. */
  | 'NO_CONTROL'
  /** What it must show does not show either, or what cannot exist does. */
  | 'CONTROL_FAILED'
  | 'SEVERAL_FIT'
  /** Gone from the list and kept among past records, of a listing that was never right. */
  | 'HISTORY'
  /** The address names nothing that this listing has. */
  | 'NOT_ASKABLE'
  /** A newer version was taken in while we looked. */
  | 'STALE';

export interface LookAnswer {
  result: LookResult;
  reason: LookReason | null;
}

/** One answer of a look-up address, before any control. */
export type Sighting =
  | { presence: Presence; reason: null; /** Where the page says so. */ history: boolean | null }
  | { presence: 'unknown'; reason: LookReason };

/** Only a 200 with a boolean `listed` counts; all else, however it looks, is unknown. */
export function sightingOf(status: number, body: string): Sighting {
  if (status !== 200) return unseen('STATUS');
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return unseen('NOT_JSON');
  }
  if (typeof value !== 'object' || value === null || !('listed' in value))
    return unseen('NO_BOOLEAN');
  if (typeof value.listed !== 'boolean') return unseen('NO_BOOLEAN');
  const history = 'history' in value && typeof value.history === 'boolean' ? value.history : null;
  return { presence: value.listed ? 'present' : 'absent', reason: null, history };
}

export function unseen(reason: LookReason): Sighting {
  return { presence: 'unknown', reason };
}
