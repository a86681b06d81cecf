export const LOOKUP_PLACEHOLDERS = ['court', 'caseNumber', 'uscc', 'listingRef'] as const;
export type LookupPlaceholder = (typeof LOOKUP_PLACEHOLDERS)[number];

const PLACEHOLDER = /\{([^{}]*)\}/g;

/** @returns the names between braces, in order of appearance; they may be unknown ones. */
export function placeholdersOf(template: string): string[] {
  return [...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
}

/**
 * Whether looks can be made with it: an http(s) address whose host is fixed and which names the
 * listing by at least one placeholder that we know.
 */
export function isLookupTemplate(template: string): boolean {
  const known: readonly string[] = LOOKUP_PLACEHOLDERS;
  const names = placeholdersOf(template);
  if (names.length === 0 || !names.every((name) => known.includes(name))) return false;
  const withoutNames = template.replaceAll(PLACEHOLDER, 'x');
  if (/[{}]/.test(withoutNames)) return false;
  // The origin ends at the first slash, question mark or hash after `//`: no placeholder before it.
  const origin = /^https?:\/\/[^/?#{}@]+(?=[/?#])/i.exec(template);
  return origin !== null;
}
