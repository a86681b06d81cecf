import { createHmac, randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { eventually } from '#testing';
import { startPlatform, type RunningPlatform } from '../src/platform.js';

const signingSecret = `whsec_${randomBytes(32).toString('base64')}`;
const config = {
  name: '甲信用平台',
  host: '127.0.0.1',
  port: 0,
  behaviour: 'honest',
  storeFile: null,
  flakyWith: '503',
  slowSeconds: 0,
  keepsHistory: false,
} as const;

/** Stands in for the publisher's receipts address. */
class ReceiptDesk {
  readonly received: string[] = [];
  failing = 0;
  private readonly server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      if (this.failing-- > 0) {
        response.writeHead(503).end();
        return;
      }
      const { receipts } = JSON.parse(body) as { receipts: { eventId: string; stage: string }[] };
      for (const { eventId, stage } of receipts) this.received.push(`${eventId} ${stage}`);
      response.writeHead(200).end('{}');
    });
  });
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }
}

function event(
  version: number,
  requiredAction: string,
  id = `evt_${version}`,
  more: object = {},
): string {
  return JSON.stringify({
    specversion: '1.0',
    id,
    type: 'listing.changed.v1',
    correlationid: 'dec_1',
    data: {
      listingRef: 'lst_1',
      version,
      requiredAction,
      court: { name: '合肥市蜀山区人民法院' },
      caseNumber: '（2026）皖0104执123号',
      subject: { type: 'UNIT', name: '某建材<公司>', uscc: '91340100TE5T000167' },
      ...more,
    },
  });
}

describe('reference subscriber', () => {
  const desk = new ReceiptDesk();
  const running: RunningPlatform[] = [];
  let publisherUrl = '';

  beforeAll(async () => {
    publisherUrl = await desk.start();
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((platform) => platform.stop()));
  });
  afterAll(() => desk.stop());

  async function aPlatform(given: Partial<Parameters<typeof startPlatform>[0]> = {}) {
    const platform = await startPlatform({ ...config, ...given });
    running.push(platform);
    const put = (path: string, body: object): Promise<Response> =>
      fetch(`${platform.url}${path}`, { method: 'PUT', body: JSON.stringify(body) });
    await put('/settings', {
      publisherUrl,
      subscriberId: 'sub_1',
      streamId: 'str_1',
      token: 'token',
      signingSecret,
    });
    const push = async (body: string, secret = signingSecret, aud = 'sub_1'): Promise<Response> => {
      const { id } = JSON.parse(body) as { id: string };
      const now = new Date();
      return fetch(`${platform.url}/webhook`, {
        method: 'POST',
        body,
        headers: {
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
          'webhook-signature': new Webhook(secret).sign(id, now, body),
          'yichu-delivery': deliveryToken(secret, {
            aud,
            eventId: id,
            attempt: 1,
            jti: 'dlv_1',
            receiptUrl: `${publisherUrl}/v1/receipts`,
            iat: Math.floor(now.getTime() / 1000),
          }),
        },
      });
    };
    const listed = async (ref = 'lst_1'): Promise<unknown> =>
      (await fetch(`${platform.url}/lookup?ref=${ref}`)).json();
    return { platform, push, put, listed };
  }

  it('allows its publisher to push, and nobody else', async () => {
    const { platform } = await aPlatform();
    const ask = (origin: string): Promise<Response> =>
      fetch(`${platform.url}/webhook`, {
        method: 'OPTIONS',
        headers: { 'webhook-request-origin': origin, 'webhook-request-rate': '6000' },
      });
    const allowed = await ask('127.0.0.1');
    expect([allowed.status, allowed.headers.get('webhook-allowed-origin')]).toEqual([
      200,
      '127.0.0.1',
    ]);
    expect(Number(allowed.headers.get('webhook-allowed-rate'))).toBeGreaterThan(0);
    expect((await ask('somebody.example')).status).toBe(403);
  });

  it('answers a verification with its state, a test with nothing, and shows neither', async () => {
    const { platform, push } = await aPlatform();
    const about = (type: string, data: object): string =>
      JSON.stringify({ specversion: '1.0', id: `evt_${type}`, type, data });
    const verified = await push(about('stream.verification.v1', { state: 'abc' }));
    expect([verified.status, await verified.json()]).toEqual([200, { state: 'abc' }]);
    expect((await push(about('stream.test.v1', {}))).status).toBe(204);
    const forged = `whsec_${randomBytes(32).toString('base64')}`;
    expect((await push(about('stream.verification.v1', { state: 'abc' }), forged)).status).toBe(
      401,
    );
    const { data } = (await (await fetch(`${platform.url}/deliveries`)).json()) as {
      data: { eventId: string; status: number }[];
    };
    expect(data.map(({ status }) => status)).toEqual([401]);
  });

  it('shows what is published, and no longer what is removed', async () => {
    const { platform, push, listed } = await aPlatform();
    expect((await push(event(1, 'list'))).status).toBe(200);
    expect(await listed()).toEqual({ listed: true, history: false });
    expect(await (await fetch(platform.url)).text()).toContain('某建材&lt;公司&gt;');
    expect((await push(event(2, 'delete'))).status).toBe(200);
    expect(await listed()).toEqual({ listed: false, history: false });
    expect(await listed('lst_never')).toEqual({ listed: false, history: false });
  });

  it('shows a corrected record with its new content', async () => {
    const { platform, push, listed } = await aPlatform();
    await push(event(1, 'list'));
    await push(event(2, 'correct', 'evt_2', { caseNumber: '（2026）皖0104执321号' }));
    expect(await listed()).toMatchObject({ listed: true });
    const shown = await (await fetch(platform.url)).text();
    expect(shown).toContain('（2026）皖0104执321号');
    expect(shown).not.toContain('（2026）皖0104执123号');
  });

  it('keeps an ended record in its history, and one that was never right nowhere', async () => {
    const { push, listed } = await aPlatform({ keepsHistory: true });
    await push(event(1, 'list'));
    await push(event(2, 'delete'));
    expect(await listed()).toEqual({ listed: false, history: true });
    await push(event(3, 'relist'));
    expect(await listed()).toEqual({ listed: true, history: false });
    await push(event(4, 'delete_with_history'));
    expect(await listed()).toEqual({ listed: false, history: false });
  });

  it('stops a sanction that was lifted, and leaves the listing as it is', async () => {
    const { platform, push, listed } = await aPlatform();
    await push(event(5, 'list'));
    const lift = (version: number, until: string | null): Promise<Response> =>
      push(event(version, 'lift_sanctions', `evt_r${version}`, { restrictionRef: 'rst_1', until }));
    await lift(2, '2026-12-20');
    expect((await lift(4, null)).status).toBe(200);
    expect((await lift(3, '2026-12-31')).status).toBe(200);
    expect(await listed()).toMatchObject({ listed: true });
    const answer = await fetch(`${platform.url}/sanctions?ref=lst_1`);
    expect(await answer.json()).toEqual({
      lifted: [{ restrictionRef: 'rst_1', listingRef: 'lst_1', version: 4, until: null }],
    });
    await eventually(() => desk.received.includes('evt_r4 applied'));
  });

  it('is not undone by a version that comes late', async () => {
    const { push, listed } = await aPlatform();
    await push(event(3, 'relist'));
    await push(event(2, 'delete'));
    expect(await listed()).toMatchObject({ listed: true });
  });

  it.each([
    ['of another secret', `whsec_${randomBytes(32).toString('base64')}`, 'sub_1'],
    ['for another subscriber', signingSecret, 'sub_2'],
  ])('believes no push %s', async (_, secret, aud) => {
    const { push, listed } = await aPlatform();
    expect((await push(event(1, 'list'), secret, aud)).status).toBe(401);
    expect(await listed()).toMatchObject({ listed: false });
  });

  it('claims what it applied, again until the claim is taken', async () => {
    const { push } = await aPlatform();
    desk.failing = 1;
    await push(event(1, 'list', 'evt_claimed'));
    await eventually(() => desk.received.includes('evt_claimed applied'));
  });

  it('when lying, claims and keeps the record, and still shows what is published', async () => {
    const { push, put, listed } = await aPlatform({ behaviour: 'lying' });
    await push(event(1, 'list'));
    expect((await push(event(2, 'delete', 'evt_lied'))).status).toBe(200);
    expect(await listed()).toMatchObject({ listed: true });
    await eventually(() => desk.received.includes('evt_lied applied'));
    await put('/behaviour', { behaviour: 'honest' });
    expect(await listed()).toMatchObject({ listed: false });
  });

  it('when flaky, fails every event once', async () => {
    const { platform, push } = await aPlatform({ behaviour: 'flaky' });
    const first = await push(event(1, 'list'));
    expect([first.status, first.headers.get('retry-after')]).toEqual([503, '1']);
    expect((await push(event(1, 'list'))).status).toBe(200);
    const { data } = (await (await fetch(`${platform.url}/deliveries`)).json()) as {
      data: { eventId: string; status: number }[];
    };
    expect(data.map(({ eventId, status }) => [eventId, status])).toEqual([
      ['evt_1', 503],
      ['evt_1', 200],
    ]);
  });

  it('when down, takes nothing until it is changed back', async () => {
    const { platform, push, put } = await aPlatform({ behaviour: 'down' });
    expect((await push(event(1, 'list'))).status).toBe(503);
    expect((await fetch(`${platform.url}/lookup?ref=lst_1`)).status).toBe(503);
    expect((await put('/behaviour', { behaviour: 'nonsense' })).status).toBe(422);
    await put('/behaviour', { behaviour: 'honest' });
    expect((await push(event(1, 'list'))).status).toBe(200);
  });

  it('keeps everything in its file across a restart', async () => {
    const storeFile = join(mkdtempSync(join(tmpdir(), 'platform-')), 'store.json');
    const { platform, push } = await aPlatform({ storeFile });
    await push(event(1, 'list'));
    await platform.stop();
    running.splice(0);
    const again = await startPlatform({ ...config, storeFile });
    running.push(again);
    expect(await (await fetch(`${again.url}/lookup?ref=lst_1`)).json()).toMatchObject({
      listed: true,
    });
  });
});

function deliveryToken(secret: string, claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
}
