import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PublisherSettings, type PublisherConfig } from '../config.js';
import { AddressGuard } from './address-guard.js';
import { RequestFailed, SubscriberHttp } from './subscriber-http.js';

const loopback = new PublisherSettings({
  privateNetworks: ['127.0.0.0/8'],
  secretsKey: Buffer.alloc(32),
  publicUrl: '',
} as unknown as PublisherConfig);

describe('requests to subscribers', () => {
  const http = new SubscriberHttp(new AddressGuard(loopback));
  let server: Server | undefined;

  afterEach(async () => {
    server?.closeAllConnections();
    await new Promise((closed) => (server ? server.close(closed) : closed(undefined)));
    server = undefined;
  });
  afterAll(() => http.beforeApplicationShutdown());

  async function aServer(listener: RequestListener): Promise<string> {
    const started = createServer(listener);
    server = started;
    await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(started.address() as AddressInfo).port}/`;
  }
  const get = (url: string, more = {}) =>
    http.send({ method: 'GET', url, headers: {}, timeoutMs: 5_000, maxBytes: 1024, ...more });
  const reasonOf = (failing: Promise<unknown>): Promise<unknown> =>
    failing.then(
      () => 'answered',
      (error: unknown) => (error instanceof RequestFailed ? error.reason : error),
    );

  it('never follows a redirect', async () => {
    let asked = 0;
    const url = await aServer((_, response) => {
      asked += 1;
      response.writeHead(302, { location: '/private' }).end();
    });
    expect((await get(url)).status).toBe(302);
    expect(asked).toBe(1);
  });

  it('reads no more of an answer than it needs', async () => {
    const url = await aServer((_, response) => {
      response.writeHead(200);
      response.on('error', () => undefined);
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(64 * 1024)));
      };
      response.on('drain', more);
      more();
    });
    const answer = await get(url);
    expect([answer.status, answer.tooLarge, answer.body]).toEqual([200, true, null]);
  });

  it('gives up on who does not answer', async () => {
    const url = await aServer(() => undefined);
    expect(await reasonOf(get(url, { timeoutMs: 50 }))).toBe('timeout');
  });

  it('keeps the status of who then drips the rest', async () => {
    const url = await aServer((_, response) => void response.writeHead(200).write('{'));
    const answer = await get(url, { timeoutMs: 100 });
    expect([answer.status, answer.body]).toEqual([200, null]);
  });

  it('names a connection that was cut', async () => {
    const url = await aServer((request) => request.socket.destroy());
    expect(await reasonOf(get(url))).toBe('reset');
  });

  it('sends nothing once it may not, however late the connection came about', async () => {
    let arrived = 0;
    const url = new URL(await aServer((_, response) => void (++arrived, response.end())));
    const ended = await new Promise<unknown>((resolve) =>
      http.start(
        http.place('frozen', url),
        {
          ...{ method: 'POST', path: '/', headers: [], body: null, stopping: null },
          ...{ deadline: performance.now() + 5_000, maxBytes: 1024, keepBytes: 0 },
          mayStart: () => false,
        },
        ({ givenUp }) => resolve(givenUp),
      ),
    );
    expect([ended, arrived]).toEqual(['interrupted', 0]);
  });

  it('does not connect where the guard says no', async () => {
    expect(await reasonOf(get('http://10.0.0.1/'))).toBe('address');
    expect(await reasonOf(get('http://[::1]:1/'))).toBe('address');
  });

  it('checks the address that a name resolves to', async () => {
    const strict = new SubscriberHttp(
      new AddressGuard(
        new PublisherSettings({ ...loopback, privateNetworks: [] } as unknown as PublisherConfig),
      ),
    );
    const url = await aServer((_, response) => response.end());
    const named = url.replace('127.0.0.1', 'localhost');
    const send = strict.send({
      method: 'GET',
      url: named,
      headers: {},
      timeoutMs: 5_000,
      maxBytes: 10,
    });
    expect(await reasonOf(send)).toBe('address');
    await strict.beforeApplicationShutdown();
  });

  it('fails closed on a certificate that nobody vouches for', async () => {
    // A port that speaks no TLS at all is the least that has to fail.
    const url = await aServer((_, response) => response.end());
    expect(await reasonOf(get(url.replace('http:', 'https:')))).toBe('tls');
  });

  it('ends when it is told to stop', async () => {
    const stopping = new AbortController();
    const url = await aServer(() => stopping.abort());
    expect(await reasonOf(get(url, { signal: stopping.signal }))).toBe('interrupted');
  });
});
