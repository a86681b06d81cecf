import courts from './courts.json' with { type: 'json' };

/**
 * The court's full name by the court part of its case numbers. The Supreme People's Court publishes
 * the list from time to time, so it is data; an unknown code still gets a readable name.
 */
export function courtName(code: string): string {
  const known: Record<string, string> = courts;
  return Object.hasOwn(known, code) ? (known[code] ?? fallback(code)) : fallback(code);
}

function fallback(code: string): string {
  return `人民法院（${code}）`;
}
