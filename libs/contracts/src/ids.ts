import { monotonicUlids } from './ulid.js';

/** Every id is `prefix_ULID`: sortable by creation, and its kind is readable in any log line. */
export type IdPrefix =
  | 'lst'
  | 'rst'
  | 'cor'
  | 'imp'
  | 'app'
  | 'cmt'
  | 'mat'
  | 'doc'
  | 'drm'
  | 'svc'
  | 'dec'
  | 'ord'
  | 'evt'
  | 'sub'
  | 'str'
  | 'obl'
  | 'dlv'
  | 'prk'
  | 'led'
  | 'rcp'
  | 'rpl'
  | 'snp';

/** @returns 26 Crockford base-32 characters that sort by creation. */
export const newUlid: () => string = monotonicUlids(Date.now, (bytes) => {
  crypto.getRandomValues(bytes);
});

/** @returns a new id such as `lst_01J…` (prefix, underscore, 26 Crockford base-32 characters). */
export function newId(prefix: IdPrefix): string {
  return `${prefix}_${newUlid()}`;
}

/** The JSON Schema / class-validator pattern of an id of one kind. */
export function idPattern(...prefixes: IdPrefix[]): string {
  return `^(?:${prefixes.join('|')})_[0-9A-HJKMNP-TV-Z]{26}$`;
}
