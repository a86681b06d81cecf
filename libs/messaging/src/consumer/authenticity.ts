import type { Topic } from '#contracts';
import {
  SignatureRefused,
  verifyDetached,
  type KeyOwner,
  type TrustedKey,
  type TrustedKeys,
} from '#signing';
import type { ReceivedMessage } from './received-message.js';

export type Authenticity =
  | { authentic: true; signer: TrustedKey; jws: string }
  | { authentic: false; reason: 'UNSIGNED' | 'BAD_SIGNATURE' | 'WRONG_SIGNER' };

/** Who may write to each topic. A message is believed for its signature, not for its topic (invariant 11). */
const WRITERS: Record<Topic, (owner: KeyOwner) => boolean> = {
  'repair-orders': (owner) => owner.startsWith('court:'),
  'order-outcomes': (owner) => owner === 'registry',
  'listing-changes': (owner) => owner === 'registry',
  'delivery-outcomes': (owner) => owner === 'publisher',
};

/** Judges a message by its bytes and signature alone, before it is parsed or stored. */
export async function authenticate(
  { topic, bytes, jws }: Pick<ReceivedMessage, 'topic' | 'bytes' | 'jws'>,
  trusted: TrustedKeys,
): Promise<Authenticity> {
  if (!jws) return { authentic: false, reason: 'UNSIGNED' };
  try {
    const signer = await verifyDetached(bytes, jws, trusted);
    if (!WRITERS[topic](signer.owner)) return { authentic: false, reason: 'WRONG_SIGNER' };
    return { authentic: true, signer, jws };
  } catch (error) {
    if (error instanceof SignatureRefused) return { authentic: false, reason: 'BAD_SIGNATURE' };
    throw error;
  }
}
