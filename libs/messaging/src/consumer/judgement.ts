import { CATALOGUE, MAX_MESSAGE_BYTES, parseEvent, type Topic, type YichuEvent } from '#contracts';
import type { TrustedKey, TrustedKeys } from '#signing';
import { authenticate } from './authenticity.js';
import type { Forgery } from './on.js';
import type { ReceivedMessage } from './received-message.js';

/** What a message is, before any handler or table is asked. */
export type Judgement =
  | { kind: 'event'; event: YichuEvent; signer: TrustedKey; jws: string }
  | { kind: 'forged'; reason: Forgery['reason'] }
  /** `key` is set where signed bytes name it: only then may the fault hold its key back. */
  | { kind: 'fault'; reason: string; detail: string; key: string | null };

/** Signature, size, form: in this order, so that unsigned bytes are never parsed. */
export async function judge(
  message: ReceivedMessage,
  trusted: TrustedKeys,
  { anySize }: { anySize: boolean },
): Promise<Judgement> {
  const authenticity = await authenticate(message, trusted);
  if (message.bytes.length > MAX_MESSAGE_BYTES && !anySize) {
    const key = authenticity.authentic ? partitionKeyOf(message.bytes) : null;
    return { kind: 'fault', reason: 'TOO_LARGE', detail: `${message.bytes.length} bytes`, key };
  }
  if (!authenticity.authentic) return { kind: 'forged', reason: authenticity.reason };
  const parsed = parseEvent(message.topic, message.bytes);
  if (parsed.ok) {
    return {
      kind: 'event',
      event: parsed.event,
      signer: authenticity.signer,
      jws: authenticity.jws,
    };
  }
  // A signed message of another topic was copied here by somebody: it says nothing about this topic's key.
  const strayed = parsed.reason === 'UNKNOWN_TYPE' && isKnownElsewhere(message);
  return {
    kind: 'fault',
    reason: strayed ? 'WRONG_TOPIC' : parsed.reason,
    detail: parsed.detail,
    key: strayed ? null : partitionKeyOf(message.bytes),
  };
}

function isKnownElsewhere({ topic, bytes }: ReceivedMessage): boolean {
  const others = (Object.keys(CATALOGUE) as Topic[]).filter((other) => other !== topic);
  return others.some((other) => parseEvent(other, bytes).ok);
}

function partitionKeyOf(bytes: Buffer): string | null {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    if (typeof value !== 'object' || value === null || !('partitionkey' in value)) return null;
    return typeof value.partitionkey === 'string' ? value.partitionkey : null;
  } catch {
    return null;
  }
}
