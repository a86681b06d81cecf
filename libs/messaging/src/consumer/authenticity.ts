import { mayWrite } from '#contracts';
import { SignatureRefused, verifyDetached, type TrustedKey, type TrustedKeys } from '#signing';
import type { ReceivedMessage } from './received-message.js';

export type Authenticity =
  | { authentic: true; signer: TrustedKey; jws: string }
  | { authentic: false; reason: 'UNSIGNED' | 'BAD_SIGNATURE' | 'WRONG_SIGNER' };

/** Judges a message by its bytes and signature alone, before it is parsed or stored. */
export async function authenticate(
  { topic, bytes, jws }: Pick<ReceivedMessage, 'topic' | 'bytes' | 'jws'>,
  trusted: TrustedKeys,
): Promise<Authenticity> {
  if (!jws) return { authentic: false, reason: 'UNSIGNED' };
  try {
    const signer = await verifyDetached(bytes, jws, trusted);
    if (!mayWrite(signer.owner, topic)) return { authentic: false, reason: 'WRONG_SIGNER' };
    return { authentic: true, signer, jws };
  } catch (error) {
    if (error instanceof SignatureRefused) return { authentic: false, reason: 'BAD_SIGNATURE' };
    throw error;
  }
}
