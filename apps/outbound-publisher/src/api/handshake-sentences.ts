import type { Language } from '#i18n';
import type { Handshake, Verification } from '../delivery/stream-verifier.js';
import { publisherTexts } from './texts.js';

const { text } = publisherTexts;

/** What failed in the handshake and what to answer in its place; null when nothing did. */
export function handshakeSentence(
  { passed, reason, failure, httpStatus }: Handshake,
  language: Language,
): string | null {
  if (passed || reason === null) return null;
  if (reason !== 'NO_ANSWER') {
    return text(`HANDSHAKE_${reason}`, { status: httpStatus ?? 0 }, language);
  }
  return text(`NO_ANSWER_${failure ?? 'connection'}`, {}, language);
}

/** The same for the verification event. */
export function verificationSentence(
  { passed, ended: { outcome, httpStatus } }: Verification,
  language: Language,
): string | null {
  if (passed) return null;
  if (outcome.kind === 'delivered') return text('VERIFICATION_STATE', {}, language);
  if (outcome.kind === 'nacked') {
    return text('VERIFICATION_STATUS', { status: httpStatus ?? 0 }, language);
  }
  switch (outcome.reason) {
    case 'throttled':
    case 'unavailable':
    case 'gone':
    case 'redirect':
    case 'status':
      return text('VERIFICATION_STATUS', { status: httpStatus ?? 0 }, language);
    case 'auth':
      return text('VERIFICATION_AUTH', { status: httpStatus ?? 0 }, language);
    case 'timeout':
    case 'connection':
    case 'reset':
    case 'malformed':
    case 'tls':
    case 'name':
    case 'address':
    case 'interrupted':
      return text(`NO_ANSWER_${outcome.reason}`, {}, language);
  }
}
