import type { Language } from '#i18n';
import { logTail } from '#infrastructure';
import { CallFailed, DUTIES, PROGRAMS, type Stack } from '#stack';
import { text } from './texts.js';

/** What went wrong, and, where one of our services is behind it, the end of its log. */
export function describeFailure(
  error: unknown,
  stack: Stack | undefined,
  language: Language,
): string {
  const reason = error instanceof Error ? error.message : String(error);
  const lines = [text('failed', { reason }, language)];
  const duty =
    error instanceof CallFailed
      ? DUTIES.find((name) => stack && error.url.startsWith(stack.urls[name]))
      : undefined;
  if (stack && duty) {
    const service = text(`service.${duty}`, {}, language);
    lines.push(text('failed.log', { service }, language));
    lines.push(logTail(stack.infrastructure.run.logFile(PROGRAMS[duty])));
  }
  return lines.join('\n');
}
