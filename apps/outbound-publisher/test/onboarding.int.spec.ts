import { jwtVerify } from 'jose';
import { Webhook } from 'standardwebhooks';
import type { ObjectLiteral } from 'typeorm';
import { DeliveryEngine } from '../src/delivery/delivery-engine.js';
import { aListing } from './change-builder.js';
import { PublisherUnderTest, type EnabledSubscriber } from './publisher-under-test.js';
import { Receiver } from './written-receiver.js';

let publisher: PublisherUnderTest;
let receiver: Receiver;
let subscriber: EnabledSubscriber;

beforeAll(async () => {
  publisher = await PublisherUnderTest.start();
});
afterAll(() => publisher.stop());
beforeEach(async () => {
  receiver = await new Receiver().start();
  subscriber = await publisher.enable();
});
afterEach(() => receiver.stop());

const drain = (): Promise<void> => publisher.service.get(DeliveryEngine).drain();
const pathOf = (stream: ObjectLiteral, what = ''): string =>
  `/v1/streams/${stream['id'] as string}${what}`;
const verify = async (stream: ObjectLiteral): Promise<ObjectLiteral> => {
  const { status, body } = await publisher.post(pathOf(stream, '/verify'), {}, subscriber.token);
  expect(status).toBe(200);
  return body;
};

async function openOwn(url = receiver.url): Promise<ObjectLiteral> {
  const { status, body } = await publisher.post(
    `/v1/subscribers/${subscriber.id}/streams`,
    { channel: 'webhook', url },
    subscriber.token,
  );
  expect(status).toBe(201);
  return body;
}

async function ledgerOf(stream: ObjectLiteral): Promise<string[]> {
  const rows = await publisher.rows('SELECT action FROM ledger WHERE subject = $1 ORDER BY seq', [
    stream['id'],
  ]);
  return rows.map(({ action }) => action as string);
}

describe('a webhook that its subscriber opens itself', () => {
  it('is pending: nothing is pushed, nothing is lost, until its receiver has proven itself', async () => {
    const stream = await openOwn();
    expect(stream).toMatchObject({
      status: 'pending',
      signingSecret: expect.stringMatching(/^whsec_/),
    });
    const listing = aListing();
    await publisher.announce(listing.published());
    await drain();
    expect(receiver.seen).toEqual([]);
    expect(await verify(stream)).toMatchObject({
      status: 'enabled',
      verified: true,
      handshake: { passed: true },
      verification: { passed: true, outcome: 'delivered', httpStatus: 200 },
    });
    await drain();
    expect(receiver.typesSeen()).toEqual([
      'OPTIONS',
      'stream.verification.v1',
      'listing.published.v1',
    ]);
    expect(await ledgerOf(stream)).toEqual(['stream.opened', 'stream.verified']);
  });

  it('asks with our name first, and signs the verification like any push', async () => {
    const stream = await openOwn();
    await verify(stream);
    const [asked, verified] = receiver.seen;
    expect(asked?.headers['webhook-request-origin']).toBe('127.0.0.1');
    expect(Number(asked?.headers['webhook-request-rate'])).toBeGreaterThan(0);
    const headers = verified?.headers as Record<string, string>;
    const secret = stream['signingSecret'] as string;
    expect(new Webhook(secret).verify(verified?.body ?? '', headers)).toMatchObject({
      type: 'stream.verification.v1',
      subject: stream['id'] as string,
    });
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    const { payload } = await jwtVerify(headers['yichu-delivery'] ?? '', key);
    expect(payload).toMatchObject({ aud: subscriber.id, offset: 0 });
  });

  it.each([
    ['does not answer OPTIONS', { optionsStatus: 405 }, { reason: 'STATUS' }],
    [
      'allows somebody else',
      { allow: { 'webhook-allowed-origin': 'x.example' } },
      { reason: 'ORIGIN' },
    ],
    [
      'allows nonsense',
      { allow: { 'webhook-allowed-origin': '*', 'webhook-allowed-rate': 'x' } },
      { reason: 'RATE' },
    ],
    ['redirects', { optionsStatus: 307, allow: { location: '/elsewhere' } }, { reason: 'STATUS' }],
  ])('stays pending where the receiver %s, and gets no event', async (_, how, handshake) => {
    Object.assign(receiver, how);
    const stream = await openOwn();
    expect(await verify(stream)).toMatchObject({
      status: 'pending',
      verified: false,
      handshake: { passed: false, ...handshake },
      verification: null,
    });
    expect(receiver.typesSeen()).toEqual(['OPTIONS']);
  });

  it.each([
    ['says 200 to anything', () => 'ok'],
    ['sends another state', () => '{"state":"guessed"}'],
    ['sends rubbish', () => '\0\u0001\uFFFF'],
    ['sends no JSON object', () => '"state"'],
  ])('stays pending where the receiver %s', async (_, answer) => {
    receiver.answer = answer;
    const stream = await openOwn();
    expect(await verify(stream)).toMatchObject({ status: 'pending', verified: false });
  });

  it('takes the rate that its receiver allows', async () => {
    receiver.allow = { 'webhook-allowed-origin': '127.0.0.1', 'webhook-allowed-rate': '300' };
    const stream = await openOwn();
    expect(await verify(stream)).toMatchObject({ verified: true, handshake: { ratePerSecond: 5 } });
    const [row] = await publisher.rows('SELECT rate_per_second AS rate FROM stream WHERE id = $1', [
      stream['id'],
    ]);
    expect(row).toEqual({ rate: 5 });
  });

  it('is only its own matter', async () => {
    const other = await publisher.enable();
    const stream = await openOwn();
    const answers = await Promise.all([
      publisher.post(`/v1/subscribers/${subscriber.id}/streams`, { channel: 'feed' }, other.token),
      publisher.post(pathOf(stream, '/verify'), {}, other.token),
      publisher.post(pathOf(stream, '/test'), {}, other.token),
      publisher.post(pathOf(stream, '/rotate-secret'), {}, other.token),
      publisher.post(pathOf(stream, '/status'), { status: 'disabled' }, other.token),
      publisher.patch(pathOf(stream), { url: receiver.url }, other.token),
      publisher.get(pathOf(stream, '/attempts'), other.token),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403, 403, 403]);
  });
});

describe('a webhook that operations open', () => {
  it('is enabled at once, which is their word for it, unless they ask for proof', async () => {
    const waived = await publisher.open(subscriber.id, receiver.url);
    expect(waived).toMatchObject({ status: 'enabled' });
    const { body: proven } = await publisher.post(`/v1/subscribers/${subscriber.id}/streams`, {
      channel: 'webhook',
      url: receiver.url,
      handshake: true,
    });
    expect(proven).toMatchObject({ status: 'pending' });
    await publisher.setStatus(proven['id'] as string, 'enabled');
    expect(await ledgerOf(proven)).toEqual(['stream.opened', 'stream.enabled']);
  });

  it('stays paused when it is verified: what operations paused, only they resume', async () => {
    const stream = await publisher.open(subscriber.id, receiver.url);
    await publisher.setStatus(stream['id'] as string, 'paused');
    expect(await verify(stream)).toMatchObject({ status: 'paused', verified: true });
  });
});

describe('a new address', () => {
  it('given by the subscriber waits until it is verified, and nothing is lost meanwhile', async () => {
    const stream = await publisher.open(subscriber.id, receiver.url);
    const listing = aListing();
    await publisher.announce(listing.published());
    await drain();
    const moved = await new Receiver().start();
    const { status, body } = await publisher.patch(
      pathOf(stream),
      { url: moved.url, maxInFlight: 2 },
      subscriber.token,
    );
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({ status: 'pending', url: moved.url, maxInFlight: 2 }),
    ]);
    await publisher.announce(listing.removed());
    await drain();
    expect(moved.seen).toEqual([]);
    expect(await verify(stream)).toMatchObject({ status: 'enabled' });
    await drain();
    expect(receiver.typesSeen()).toEqual(['listing.published.v1']);
    expect(moved.typesSeen().slice(2)).toEqual(['listing.removed.v1']);
    const { body: attempts } = await publisher.get(pathOf(stream, '/attempts'), subscriber.token);
    expect(
      (attempts['data'] as { request: { url: string } }[]).map(({ request }) => request.url),
    ).toEqual([moved.url, receiver.url]);
    await moved.stop();
  });

  it('is refused where it leads into our network', async () => {
    const stream = await publisher.open(subscriber.id, receiver.url);
    for (const url of ['http://169.254.169.254/', 'http://[fd00:ec2::254]/', 'http://10.0.0.1/']) {
      const { status, body } = await publisher.patch(pathOf(stream), { url }, subscriber.token);
      expect([status, body['errors']]).toEqual([
        422,
        [expect.objectContaining({ rule: 'PRIVATE_ADDRESS', field: 'url' })],
      ]);
    }
    const zone = await publisher.patch(pathOf(stream), { url: 'http://[fe80::1%25eth0]/' });
    expect(zone.status).toBe(422);
  });

  it('is nothing that a feed has', async () => {
    const feed = await publisher.open(subscriber.id);
    const answers = await Promise.all([
      publisher.patch(pathOf(feed), { url: receiver.url }),
      publisher.post(pathOf(feed, '/verify'), {}),
      publisher.post(pathOf(feed, '/test'), {}),
      publisher.post(pathOf(feed, '/rotate-secret'), {}),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([409, 409, 409, 409]);
  });
});

describe('a new secret', () => {
  it('signs at once, and the old one beside it until the overlap ends', async () => {
    const stream = await publisher.open(subscriber.id, receiver.url);
    const old = stream['signingSecret'] as string;
    const { body } = await publisher.post(
      pathOf(stream, '/rotate-secret'),
      { overlapHours: 1 },
      subscriber.token,
    );
    const fresh = body['signingSecret'] as string;
    expect(fresh).not.toBe(old);
    // Whoever pushes the stream has heard of it by its next turn.
    await drain();
    await publisher.announce(aListing().published());
    await drain();
    const pushed = receiver.seen[0];
    const headers = pushed?.headers as Record<string, string>;
    for (const secret of [old, fresh]) {
      expect(new Webhook(secret).verify(pushed?.body ?? '', headers)).toBeTruthy();
    }
    const keyOf = (secret: string): Buffer => Buffer.from(secret.slice('whsec_'.length), 'base64');
    await jwtVerify(headers['yichu-delivery'] ?? '', keyOf(fresh));
    await expect(jwtVerify(headers['yichu-delivery'] ?? '', keyOf(old))).rejects.toThrow();
    expect(await ledgerOf(stream)).toEqual(['stream.opened', 'stream.secret-rotated']);
  });

  it('without an overlap leaves the old one nothing', async () => {
    const stream = await publisher.open(subscriber.id, receiver.url);
    const old = stream['signingSecret'] as string;
    await publisher.post(pathOf(stream, '/rotate-secret'), { overlapHours: 0 });
    await drain();
    await publisher.announce(aListing().published());
    await drain();
    const pushed = receiver.seen[0];
    const headers = pushed?.headers as Record<string, string>;
    expect(() => new Webhook(old).verify(pushed?.body ?? '', headers)).toThrow();
  });
});

describe('what an integrating engineer sees', () => {
  it('given a test event, then the whole attempt at once, and no signature', async () => {
    const stream = await publisher.open(subscriber.id, receiver.url);
    receiver.status = 422;
    receiver.answer = () => `${'{"err":"unknown type"}'}${'x'.repeat(10_000)}`;
    const { status, body } = await publisher.post(pathOf(stream, '/test'), {}, subscriber.token);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      outcome: 'nacked',
      httpStatus: 422,
      request: { method: 'POST', url: receiver.url, body: receiver.seen[0]?.body },
      durationMs: expect.any(Number),
    });
    expect((body['answer'] as string).startsWith('{"err":"unknown type"}')).toBe(true);
    expect((body['answer'] as string).length).toBe(2048);
    const signature = receiver.seen[0]?.headers['webhook-signature'] as string;
    expect(JSON.stringify(body)).not.toContain(signature.slice(3, 40));
    expect(receiver.typesSeen()).toEqual(['stream.test.v1']);
  });

  it('given a pending stream, then no test event goes to who has not asked for it', async () => {
    const stream = await openOwn();
    const { status } = await publisher.post(pathOf(stream, '/test'), {}, subscriber.token);
    expect([status, receiver.seen]).toEqual([409, []]);
  });

  it('given attempts, then each with request, answer and timing, by outcome and time', async () => {
    const stream = await publisher.open(subscriber.id, receiver.url);
    receiver.status = 400;
    receiver.answer = () => '{"err":"no such field"}';
    const refused = aListing();
    await publisher.announce(refused.published());
    await drain();
    receiver.status = 204;
    receiver.answer = () => '';
    await publisher.announce(aListing().published());
    await drain();
    const attempts = async (query = ''): Promise<ObjectLiteral[]> => {
      const path = pathOf(stream, `/attempts${query}`);
      return (await publisher.get(path, subscriber.token)).body['data'] as ObjectLiteral[];
    };
    const [delivered, nacked] = await attempts();
    expect(delivered).toMatchObject({ outcome: 'delivered', httpStatus: 204, answer: null });
    expect(nacked).toMatchObject({
      outcome: 'nacked',
      httpStatus: 400,
      answer: '{"err":"no such field"}',
      attempt: 1,
      request: { method: 'POST', url: receiver.url, body: receiver.seen[0]?.body },
    });
    expect(nacked?.['request']).toMatchObject({
      headers: { 'webhook-id': receiver.seen[0]?.headers['webhook-id'] },
    });
    expect((await attempts('?outcome=nacked')).map(({ id }) => id as string)).toEqual([
      nacked?.['id'],
    ]);
    expect(await attempts('?since=2100-01-01T00:00:00Z')).toEqual([]);
    const page = await attempts('?limit=1');
    expect(page.map(({ id }) => id as string)).toEqual([delivered?.['id']]);
    const rest = await attempts(`?limit=1&after=${delivered?.['id'] as string}`);
    expect(rest.map(({ id }) => id as string)).toEqual([nacked?.['id']]);
    const { body: history } = await publisher.get(
      `/v1/obligations/${nacked?.['obligation'] as string}`,
      subscriber.token,
    );
    expect(history['attempts']).toEqual([nacked]);
  });
});
