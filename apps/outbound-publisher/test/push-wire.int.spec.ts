import { createHmac, createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { decodeProtectedHeader, flattenedVerify, jwtVerify } from 'jose';
import { DeliveryEngine } from '../src/delivery/delivery-engine.js';
import { aListing } from './change-builder.js';
import { PublisherUnderTest } from './publisher-under-test.js';
import { TestPlatform, type Arrival } from './test-platform.js';

let publisher: PublisherUnderTest;
let platform: TestPlatform;
let subscriber: string;
let signingSecret: string;
let arrivals: Arrival[];

beforeAll(async () => {
  publisher = await PublisherUnderTest.start();
  platform = await new TestPlatform().start();
  ({ id: subscriber } = await publisher.enable());
  ({ signingSecret } = (await publisher.open(subscriber, platform.webhook)) as {
    signingSecret: string;
  });
  const listing = aListing();
  await publisher.announce(listing.published(), listing.removed());
  await publisher.service.get(DeliveryEngine).drain();
  arrivals = platform.arrivals;
});
afterAll(async () => {
  await publisher.stop();
  await platform.stop();
});

const text = (value: unknown): string => String(value);

describe('what goes over the wire', () => {
  it('is the exact bytes that the registry signed, on every attempt', async () => {
    const [row] = await publisher.rows('SELECT bytes, jws FROM change WHERE event_id = $1', [
      arrivals[1]?.eventId,
    ]);
    expect(arrivals[1]?.body).toEqual(row?.['bytes']);
    expect(arrivals[1]?.headers['yichu-event-jws']).toBe(row?.['jws']);
    expect(arrivals[1]?.headers['content-type']).toBe('application/cloudevents+json');
    expect(arrivals[1]?.headers['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/);
  });

  it('is verified by the official Standard Webhooks library as it is', () => {
    expect(arrivals).toHaveLength(2);
    for (const { headers, body } of arrivals) {
      const verified = new Webhook(signingSecret).verify(body, headers as Record<string, string>);
      expect(verified).toEqual(JSON.parse(body.toString('utf8')));
      expect(() =>
        new Webhook(signingSecret).verify(
          Buffer.concat([body, Buffer.from(' ')]),
          headers as Record<string, string>,
        ),
      ).toThrow();
    }
  });

  it('carries an Ed25519 signature by the publisher over the same', async () => {
    const { body } = await publisher.get('/.well-known/jwks.json');
    const jwk = (body['keys'] as { owner: string }[]).find(({ owner }) => owner === 'publisher');
    const key = createPublicKey({ key: jwk as object as JsonWebKey, format: 'jwk' });
    for (const { headers, body: bytes } of arrivals) {
      const v1a = /v1a,(\S+)/.exec(text(headers['webhook-signature']))?.[1] ?? '';
      const signed = `${text(headers['webhook-id'])}.${text(headers['webhook-timestamp'])}.`;
      expect(
        verify(null, Buffer.concat([Buffer.from(signed), bytes]), key, Buffer.from(v1a, 'base64')),
      ).toBe(true);
    }
  });

  it('carries the detached JWS of the registry, whose key is in our JWKS', async () => {
    const { body } = await publisher.get('/.well-known/jwks.json');
    for (const { headers, body: bytes } of arrivals) {
      const [header = '', , signature = ''] = text(headers['yichu-event-jws']).split('.');
      const { kid } = decodeProtectedHeader({ protected: header });
      const jwk = (body['keys'] as { kid: string }[]).find((each) => each.kid === kid);
      const key = createPublicKey({ key: jwk as object as JsonWebKey, format: 'jwk' });
      const verified = await flattenedVerify(
        { protected: header, payload: bytes.toString('base64url'), signature },
        key,
      );
      expect(Buffer.from(verified.payload)).toEqual(bytes);
    }
  });

  it('says in yichu-delivery what is for this recipient alone', async () => {
    const key = Buffer.from(signingSecret.slice('whsec_'.length), 'base64');
    const claims = await Promise.all(
      arrivals.map(
        async ({ headers }) => (await jwtVerify(text(headers['yichu-delivery']), key)).payload,
      ),
    );
    claims.forEach((each, i) => {
      expect(each).toEqual({
        iss: 'yichu',
        aud: subscriber,
        jti: expect.stringMatching(/^dlv_[0-9A-Z]{26}$/),
        eventId: arrivals[i]?.eventId,
        offset: i + 1,
        epoch: 1,
        attempt: 1,
        applyBy: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T15:59:59\.999Z$/),
        receiptUrl: expect.stringMatching(/\/v1\/receipts$/),
        iat: expect.any(Number),
      });
    });
    expect(new Set(claims.map(({ jti }) => jti)).size).toBe(claims.length);
    const other = createHmac('sha256', 'another').update('x').digest();
    await expect(jwtVerify(text(arrivals[0]?.headers['yichu-delivery']), other)).rejects.toThrow();
  });
});
