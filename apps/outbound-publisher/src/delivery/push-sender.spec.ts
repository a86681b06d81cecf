import { randomBytes } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generateOwnedJwk, SigningKeys } from '#signing';
import { PublisherSettings, type PublisherConfig } from '../config.js';
import { StreamSecrets } from '../storage/stream-secrets.js';
import { AddressGuard } from './address-guard.js';
import type { OutgoingPush, PushTarget } from './channel-sender.js';
import { PushSender } from './push-sender.js';
import { PushSigner } from './push-signer.js';
import { SubscriberHttp } from './subscriber-http.js';

const settings = new PublisherSettings({
  privateNetworks: ['127.0.0.0/8'],
  secretsKey: randomBytes(32),
  publicUrl: 'http://127.0.0.1:4003',
} as unknown as PublisherConfig);
const secrets = new StreamSecrets(settings);
const clock = { now: () => new Date() };
const keys = new SigningKeys([generateOwnedJwk('publisher', 'publisher-1')]);

describe('pushing to a webhook', () => {
  const http = new SubscriberHttp(new AddressGuard(settings));
  const sender = new PushSender(http, new PushSigner(keys, secrets, settings), clock);
  const running = new AbortController().signal;
  const servers: Server[] = [];

  afterAll(async () => {
    await http.beforeApplicationShutdown();
    for (const server of servers) {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    }
  });

  async function aServer(listener: RequestListener): Promise<string> {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?tenant=7`;
  }
  let streams = 0;
  function targetAt(url: string, more: Partial<PushTarget> = {}): PushTarget {
    const streamId = `str_${(streams += 1)}`;
    return {
      ...{ streamId, subscriberId: 'sub_1', channel: 'webhook', url, topic: null },
      sealedSecret: secrets.seal(streamId, randomBytes(32)),
      ...{ previousSealedSecret: null, previousSecretUntil: null },
      ...more,
    };
  }
  const pushTo = (target: PushTarget, more: Partial<OutgoingPush> = {}): OutgoingPush => ({
    ...{ target, deliveryId: 'dlv_1', eventId: 'evt_1', bytes: Buffer.from('{}'), jws: 'h..s' },
    ...{ traceparent: null, partitionKey: 'lst_1', offset: 1, epoch: 1, attempt: 1, applyBy: null },
    ...more,
  });

  it('posts to path and query, as a span of its own in the trace of the change', async () => {
    const asked: unknown[] = [];
    const url = await aServer((request, response) => {
      asked.push([request.method, request.url, request.headers['traceparent']]);
      response.writeHead(204).end();
    });
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const push = await sender.push(pushTo(targetAt(url), { traceparent }), running);
    expect(push).toMatchObject({ outcome: { kind: 'delivered' }, httpStatus: 204, answer: null });
    expect(asked).toEqual([
      [
        'POST',
        '/hook?tenant=7',
        expect.stringMatching(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/),
      ],
    ]);
    expect(JSON.stringify(asked)).not.toContain('b7ad6b7169203331');
  });

  it('takes what is announced (103) for no answer', async () => {
    const url = await aServer((_, response) => {
      response.writeEarlyHints({ link: '</style.css>; rel=preload' });
      setTimeout(() => response.writeHead(422).end('{"err":"x"}'), 20);
    });
    expect(await sender.push(pushTo(targetAt(url)), running)).toMatchObject({
      outcome: { kind: 'nacked' },
      httpStatus: 422,
      answer: '{"err":"x"}',
    });
  });

  it('keeps the beginning of an answer as a text that can be stored, whatever its bytes', async () => {
    const url = await aServer((_, response) =>
      response.end(Buffer.concat([Buffer.from([0, 0xff]), Buffer.from('好'.repeat(1000))])),
    );
    const { answer } = await sender.push(pushTo(targetAt(url)), running);
    expect(answer).toMatch(/^\uFFFD好+$/);
    expect(answer?.length).toBeLessThan(2 * 1024);
  });

  it('has no more requests under way than agreed, and never sends what was given up meanwhile', async () => {
    const asked: string[] = [];
    const url = await aServer((request) => void asked.push(String(request.headers['webhook-id'])));
    const target = targetAt(url, { maxInFlight: 2 });
    const stopping = new AbortController();
    const pushes = ['evt_1', 'evt_2', 'evt_3'].map((eventId) =>
      sender.push(pushTo(target, { eventId }), stopping.signal),
    );
    while (asked.length < 2) await new Promise(setImmediate);
    stopping.abort();
    for (const push of await Promise.all(pushes)) {
      expect(push.outcome).toMatchObject({ kind: 'retry', reason: 'interrupted' });
    }
    // What comes next on the freed connections is the next push, and not the third.
    void sender.push(pushTo(target, { eventId: 'evt_4' }), new AbortController().signal);
    while (asked.length < 3) await new Promise(setImmediate);
    expect(asked.sort()).toEqual(['evt_1', 'evt_2', 'evt_4']);
  });

  it('gives a stream that moves to another address connections to that one only', async () => {
    const asked: string[] = [];
    const [here, there] = await Promise.all(
      ['here', 'there'].map((name) =>
        aServer((_, response) => {
          asked.push(name);
          response.writeHead(204).end();
        }),
      ),
    );
    const target = targetAt(here ?? '');
    await sender.push(pushTo(target), running);
    await sender.push(pushTo({ ...target, url: there ?? '' }), running);
    expect(asked).toEqual(['here', 'there']);
  });

  it.each([
    ['an address that is none of ours to call', { url: 'http://10.0.0.1/' }, 'address'],
    ['a secret that does not open', { sealedSecret: randomBytes(60) }, 'connection'],
    ['no address', { url: null }, 'connection'],
  ])('never throws: %s', async (_, more, reason) => {
    const target = targetAt('http://127.0.0.1:9/', more);
    expect(await sender.push(pushTo(target), running)).toMatchObject({
      outcome: { kind: 'retry', reason },
      httpStatus: null,
    });
  });
});
