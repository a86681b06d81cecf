import { createPublicKey, randomBytes, verify, type JsonWebKey } from 'node:crypto';
import { jwtVerify } from 'jose';
import { Webhook } from 'standardwebhooks';
import {
  generateOwnedJwk,
  mintToken,
  SigningKeys,
  TrustedKeys,
  verifyToken,
  withoutPrivatePart,
} from '#signing';
import { PublisherSettings, type PublisherConfig } from '../config.js';
import { StreamSecrets } from '../storage/stream-secrets.js';
import type { OutgoingPush, PushTarget } from './channel-sender.js';
import { PushSigner } from './push-signer.js';

const settings = new PublisherSettings({
  privateNetworks: [],
  secretsKey: randomBytes(32),
  publicUrl: 'https://publisher.example',
} as unknown as PublisherConfig);
const secrets = new StreamSecrets(settings);
const first = generateOwnedJwk('publisher', 'publisher-1');
const second = generateOwnedJwk('publisher', 'publisher-2');

const old = randomBytes(32);
const fresh = randomBytes(32);
const now = Date.now();
const target: PushTarget = {
  streamId: 'str_1',
  subscriberId: 'sub_1',
  channel: 'webhook',
  url: 'https://platform.example/hook',
  topic: null,
  sealedSecret: secrets.seal('str_1', fresh),
  previousSealedSecret: secrets.seal('str_1', old),
  previousSecretUntil: new Date(now + 1000),
};
const body = '{"id":"evt_1","name":"某建材"}';
const given: OutgoingPush = {
  target,
  deliveryId: 'dlv_1',
  eventId: 'evt_1',
  bytes: Buffer.from(body),
  jws: 'h..s',
  traceparent: null,
  partitionKey: 'lst_1',
  offset: 7,
  epoch: 1,
  attempt: 2,
  applyBy: new Date('2026-11-25T15:59:59.999Z'),
};

const shown = (secret: Buffer): string => `whsec_${secret.toString('base64')}`;

function signed(keys: object[], at = now, push = given): Record<string, string> {
  const signer = new PushSigner(new SigningKeys(keys as never), secrets, settings);
  const flat = signer.headersOf(push, signer.keysOf(push.target), at);
  return Object.fromEntries(
    Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i] ?? '', flat[2 * i + 1] ?? '']),
  );
}

/** Whether the publisher's key signed it, as a receiver checks with our JWKS. */
function signedBy(jwk: object, headers: Record<string, string>): boolean {
  const key = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
  const v1a = /v1a,(\S+)/.exec(headers['webhook-signature'] ?? '')?.[1] ?? '';
  const text = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  return verify(null, Buffer.from(text), key, Buffer.from(v1a, 'base64'));
}

describe('the signatures of a push', () => {
  it('say in yichu-delivery exactly what is of this delivery', async () => {
    const { payload, protectedHeader } = await jwtVerify(
      signed([first])['yichu-delivery'] ?? '',
      fresh,
    );
    expect(protectedHeader).toEqual({ alg: 'HS256', typ: 'JWT' });
    expect(payload).toEqual({
      iss: 'yichu',
      aud: 'sub_1',
      jti: 'dlv_1',
      eventId: 'evt_1',
      offset: 7,
      epoch: 1,
      attempt: 2,
      applyBy: '2026-11-25T15:59:59.999Z',
      receiptUrl: 'https://publisher.example/v1/receipts',
      iat: Math.floor(now / 1000),
    });
    const without = signed([first], now, { ...given, applyBy: null })['yichu-delivery'] ?? '';
    expect((await jwtVerify(without, fresh)).payload).toMatchObject({ applyBy: null });
  });

  it('are of both secrets until the overlap ends, and then of the new one alone', () => {
    const during = signed([first]);
    for (const secret of [old, fresh]) new Webhook(shown(secret)).verify(body, during);
    const after = signed([first], now + 1000);
    new Webhook(shown(fresh)).verify(body, after);
    expect(() => new Webhook(shown(old)).verify(body, after)).toThrow();
  });

  it('open no secret that was sealed for another stream', () => {
    const moved = { ...given, target: { ...target, streamId: 'str_2' } };
    expect(() => signed([first], now, moved)).toThrow();
  });
});

describe("a new key of the publisher's", () => {
  const trusted = new TrustedKeys([first, second].map(withoutPrivatePart));

  it('signs from the moment it stands last in the file; the one before stays in the JWKS', () => {
    const before = signed([first]);
    const after = signed([first, second]);
    const published = trusted.publicJwks(['publisher']).keys;
    expect(published.map(({ kid }) => kid)).toEqual(['publisher-1', 'publisher-2']);
    expect(published.map((jwk) => signedBy(jwk, before))).toEqual([true, false]);
    expect(published.map((jwk) => signedBy(jwk, after))).toEqual([false, true]);
  });

  it('leaves tokens of the old one believed for as long as that is trusted', async () => {
    const actor = { sub: 'sub_1', role: 'subscriber' } as const;
    const token = await mintToken(new SigningKeys([first]).of('publisher'), actor, '1h');
    expect(await verifyToken(token, trusted)).toEqual(actor);
    const later = new TrustedKeys([withoutPrivatePart(second)]);
    await expect(verifyToken(token, later)).rejects.toThrow(/not trusted/);
  });
});
