const LOOKUP_PLACEHOLDERS = ['court', 'caseNumber', 'uscc', 'listingRef'] as const;

/** A court's page lists many: only these ask about a listing or its subject. */
const ASKING = /\{(?:caseNumber|uscc|listingRef)\}/;

const PLACEHOLDER = /\{([^{}]*)\}/g;

/**
 * Whether looks can be made with it: an http(s) address whose host is fixed and which names the
 * listing or its subject by at least one placeholder that we know. Nothing behind a `#` is ever sent.
 */
export function isLookupTemplate(template: string): boolean {
  if (/[\s\p{Cc}]/u.test(template)) return false;
  const known: readonly string[] = LOOKUP_PLACEHOLDERS;
  const names = [...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
  if (!names.every((name) => known.includes(name))) return false;
  const [sent = '', fragment = ''] = template.split('#', 2);
  if (!ASKING.test(sent) || /[{}]/.test(fragment)) return false;
  if (/[{}]/.test(withoutPlaceholders(template))) return false;
  // The origin ends at the first slash, question mark or hash after `//`: no placeholder before it.
  const origin = /^https?:\/\/[^/?#{}@]+(?=[/?#])/i.exec(template);
  // Nothing answers at port 0.
  return origin !== null && !/:0+$/.test(origin[0]);
}

/** An address like those that the template gives: enough to check where its host is. */
export function withoutPlaceholders(template: string): string {
  return template.replaceAll(PLACEHOLDER, 'x');
}
