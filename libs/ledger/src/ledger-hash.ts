import { createHash } from 'node:crypto';

/** What one row's hash covers: all of it but its place in the table. */
export interface HashedEntry {
  id: string;
  at: Date;
  actor: string;
  action: string;
  subject: string;
  courtCode: string | null;
  detail: object;
}

/**
 * SHA-256 over the entry's canonical bytes: JSON with sorted keys and no blanks, so that a row read
 * back from `jsonb`, which keeps neither order nor blanks, still hashes the same.
 */
export function ledgerHash(entry: HashedEntry): Buffer {
  const { id, at, actor, action, subject, courtCode, detail } = entry;
  return createHash('sha256')
    .update(canonicalJson({ id, at: at.toISOString(), actor, action, subject, courtCode, detail }))
    .digest();
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    isPlainObject(part) ? sorted(part) : part,
  );
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sorted(object: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(object).sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}
