import type { Language } from '#i18n';
import type { Push } from '../delivery/channel-sender.js';
import type { TriedEvent } from '../delivery/stream-verifier.js';
import { HIDDEN, HIDDEN_SIGNATURES } from '../domain/hidden-headers.js';
import { rateInForce } from '../domain/stream.js';
import type { EditStream } from '../use-cases/edit-stream.js';
import type { VerifiedStream } from '../use-cases/verify-stream.js';
import { handshakeSentence, verificationSentence } from './handshake-sentences.js';

/** A stream after its settings were changed. */
export function editedResponse(stream: Awaited<ReturnType<EditStream['run']>>) {
  const { id, channel, status, url, maxInFlight, allowedRate, mustProve } = stream;
  return {
    ...{ id, channel, status, url, mustProve },
    // In force is the stricter of what was agreed and what the receiver allows.
    ...{ ratePerSecond: rateInForce(stream), allowedRatePerSecond: allowedRate, maxInFlight },
  };
}

/** One event that was pushed outside of the order of changes: all that its receiver can see, and what it answered. */
export function triedResponse({ push, event, startedAt, ended }: TriedEvent) {
  return {
    deliveryId: push.deliveryId,
    request: {
      method: 'POST',
      url: push.target.url,
      headers: {
        'content-type': 'application/cloudevents+json',
        'webhook-id': push.eventId,
        'webhook-timestamp': String(Math.floor(startedAt.getTime() / 1000)),
        'webhook-signature': HIDDEN_SIGNATURES,
        'yichu-event-jws': push.jws,
        'yichu-delivery': HIDDEN,
      },
      body: JSON.stringify(event),
    },
    startedAt,
    durationMs: Math.round(ended.durationMs),
    ...outcomeResponse(ended),
  };
}

/** What a try at verifying a stream showed. */
export function verifiedResponse(id: string, tried: VerifiedStream, language: Language) {
  const { status, verified, ratePerSecond, verification } = tried;
  const { failure: _, ...handshake } = tried.handshake;
  return {
    ...{ id, status, verified, ratePerSecond },
    handshake: { ...handshake, message: handshakeSentence(tried.handshake, language) },
    verification: verification && {
      passed: verification.passed,
      message: verificationSentence(verification, language),
      // Its state is what the receiver has to read for itself.
      ...outcomeResponse(verification.ended),
      durationMs: Math.round(verification.ended.durationMs),
    },
  };
}

function outcomeResponse({ outcome, httpStatus, detail, answer }: Push) {
  return {
    outcome: outcome.kind === 'retry' ? outcome.reason : outcome.kind,
    ...{ httpStatus, detail, answer },
  };
}
