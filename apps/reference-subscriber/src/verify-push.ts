import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { parseEvent, type PushedEvent } from './change.js';
import type { Settings } from './platform-store.js';

/** What the publisher says about this delivery alone. */
export interface Delivery {
  aud: string;
  jti: string;
  eventId: string;
  attempt: number;
  receiptUrl: string;
  iat: number;
}

const TOLERANCE_SECONDS = 5 * 60;

/**
 * Believes a push only when the official Standard Webhooks library verifies it under this stream's
 * secret, and `yichu-delivery` is for us, for this event, and recent.
 * @throws when it is not to be believed.
 */
export function verifyPush(
  body: string,
  headers: IncomingHttpHeaders,
  settings: Settings & { signingSecret: string },
): { event: PushedEvent; delivery: Delivery } {
  new Webhook(settings.signingSecret).verify(body, plain(headers));
  const delivery = verifyDelivery(String(headers['yichu-delivery']), settings.signingSecret);
  if (delivery.aud !== settings.subscriberId) throw new Error('the delivery is for somebody else');
  const event = parseEvent(body);
  if (delivery.eventId !== event.id || headers['webhook-id'] !== event.id) {
    throw new Error('the delivery is of another event');
  }
  return { event, delivery };
}

/** A JWT (HS256) under the part of the secret behind `whsec_`; any JWT library does the same. */
function verifyDelivery(token: string, signingSecret: string): Delivery {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const { alg } = decoded(header) as { alg?: string };
  if (alg !== 'HS256') throw new Error('the delivery is signed in another way');
  const key = Buffer.from(signingSecret.replace(/^whsec_/, ''), 'base64');
  const expected = createHmac('sha256', key).update(`${header}.${payload}`).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new Error('the signature of the delivery does not fit');
  }
  const delivery = decoded(payload) as Delivery;
  if (Math.abs(Date.now() / 1000 - delivery.iat) > TOLERANCE_SECONDS) {
    throw new Error('the delivery is too old');
  }
  return delivery;
}

function decoded(part: string): unknown {
  return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
}

function plain(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  );
}
