/** Anything longer is as good as never; the retry schedule has its own bound, far below. */
const LONGEST_SECONDS = 366 * 24 * 3600;

/**
 * RFC 9110 §10.2.3: seconds, or an HTTP date.
 * @returns milliseconds from now, never below 0; null where the header says neither.
 */
export function retryAfterOf(header: string | null, now: Date): number | null {
  const text = header?.trim() ?? '';
  if (/^\d+$/.test(text)) return Math.min(Number(text), LONGEST_SECONDS) * 1000;
  // Date.parse also reads "1.5", "-3" and other odds as years: only what names a month is a date here.
  if (!/[A-Za-z]{3}/.test(text)) return null;
  const at = Date.parse(text);
  if (Number.isNaN(at)) return null;
  return Math.min(Math.max(0, at - now.getTime()), LONGEST_SECONDS * 1000);
}
