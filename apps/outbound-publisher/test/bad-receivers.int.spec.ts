import { createServer as createHttp, type RequestListener } from 'node:http';
import { createServer as createHttps, type Server as HttpsServer } from 'node:https';
import { createServer as createRaw, type AddressInfo, type Server, type Socket } from 'node:net';
import type { ObjectLiteral } from 'typeorm';
import { eventually } from '#testing';
import { DeliveryEngine } from '../src/delivery/delivery-engine.js';
import { SubscriberHttp } from '../src/delivery/subscriber-http.js';
import { TestAuthority } from './certificates.js';
import { aListing } from './change-builder.js';
import { PublisherUnderTest } from './publisher-under-test.js';
import { TestPlatform } from './test-platform.js';

const authority = new TestAuthority();
let publisher: PublisherUnderTest;
let good: TestPlatform;
const servers: Server[] = [];
const sockets = new Set<Socket>();

beforeAll(async () => {
  publisher = await PublisherUnderTest.start();
  publisher.service.get(SubscriberHttp).authorities = [authority.certificate];
  good = await new TestPlatform().start();
});
afterAll(async () => {
  await publisher.stop();
  await good.stop();
  for (const socket of sockets) socket.destroy();
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
});

const engine = (): DeliveryEngine => publisher.service.get(DeliveryEngine);

async function listening<S extends Server>(server: S): Promise<S> {
  servers.push(server);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
const urlOf = (server: Server, scheme = 'http'): string =>
  `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
const http = async (listener: RequestListener): Promise<string> =>
  urlOf(await listening(createHttp(listener)));
/** Whatever comes is answered by hand, byte by byte. */
const raw = async (answer: (socket: Socket) => void): Promise<string> =>
  urlOf(await listening(createRaw((socket) => void socket.once('data', () => answer(socket)))));

const opened: string[] = [];

async function openFor(url: string): Promise<ObjectLiteral> {
  const { id } = await publisher.enable();
  const stream = await publisher.open(id, url);
  opened.push(stream['id'] as string);
  return { ...stream, subscriber: id };
}

/** What is left of one test waits for nobody in the next. */
afterEach(async () => {
  for (const stream of opened.splice(0)) await publisher.setStatus(stream, 'disabled');
});

async function attemptsOf(stream: ObjectLiteral): Promise<ObjectLiteral[]> {
  const { body } = await publisher.get(`/v1/streams/${stream['id'] as string}/attempts`);
  return (body['data'] as ObjectLiteral[]).reverse();
}

/** As a person does who has seen the receiver mended: what waits is tried at once. */
async function mended(...streams: ObjectLiteral[]): Promise<void> {
  for (const stream of streams) await publisher.setStatus(stream['id'] as string, 'enabled');
  await engine().drain();
}

/** A push is given up after 15 s: some of these wait for two, one after the other. */
const PATIENCE_MS = 150_000;

describe('receivers that misbehave', () => {
  it(
    'hold up nobody else, cost no memory, and lose no obligation',
    async () => {
      const flood = { written: 0 };
      let isMended = false;
      const unless =
        (bad: RequestListener): RequestListener =>
        (request, response) => {
          if (!isMended) return bad(request, response);
          request.resume().on('end', () => response.writeHead(204).end());
        };
      let called = 0;
      const inside = await http((_, response) => {
        called += 1;
        response.end();
      });
      const kinds: Record<string, [url: string, outcome: string, status: number | null]> = {
        hangs: [await http(unless(() => undefined)), 'timeout', null],
        'drips its headers': [
          await http(unless((request) => drip(request.socket, 'HTTP/1.1 204 No Content\r\nx: '))),
          'timeout',
          null,
        ],
        'drips its body': [
          await http(unless((_, response) => drip(response.writeHead(200)))),
          'delivered',
          200,
        ],
        'answers 50 MB': [await raw((socket) => pour(socket, flood)), 'delivered', 200],
        'sends endless headers': [
          await http(
            unless((request) => {
              request.socket.write(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(64 * 1024)}\r\n\r\n`);
            }),
          ),
          'malformed',
          null,
        ],
        'is no HTTP': [
          await http(unless((request) => void request.socket.end('SSH-2.0-OpenSSH_9.9\r\n'))),
          'malformed',
          null,
        ],
        resets: [
          await http(unless((request) => void request.socket.resetAndDestroy())),
          'reset',
          null,
        ],
        redirects: [
          await http(unless((_, response) => response.writeHead(307, { location: inside }).end())),
          'redirect',
          307,
        ],
        'answers rubbish': [
          await http((_, response) => response.end(Buffer.from([0, 0xff, 0xfe, 0x80, 0x41]))),
          'delivered',
          200,
        ],
      };
      const streams: Record<string, ObjectLiteral> = {};
      for (const [kind, [url]] of Object.entries(kinds)) streams[kind] = await openFor(url);
      const other = await openFor(good.webhook);
      const listings = Array.from({ length: 2 }, () => aListing());
      const began = performance.now();
      await publisher.announce(...listings.flatMap((each) => [each.published(), each.removed()]));
      const arrived = (): number[][] =>
        listings.map(({ id }) => good.versionsOf(id, other['subscriber'] as string));
      await eventually(() => arrived().every((versions) => versions.length === 2));
      // Long before the first of the others was given up.
      expect(performance.now() - began).toBeLessThan(14_000);
      expect(arrived()).toEqual(listings.map(() => [1, 2]));
      await engine().drain();
      for (const [kind, [, outcome, httpStatus]] of Object.entries(kinds)) {
        const [first] = await attemptsOf(streams[kind] ?? {});
        expect([kind, first]).toEqual([kind, expect.objectContaining({ outcome, httpStatus })]);
      }
      expect(called).toBe(0);
      // What the sockets' buffers hold, of 50 MB for each of four.
      expect(flood.written).toBeLessThan(4 * 8 * 1024 * 1024);
      const [rubbish] = await attemptsOf(streams['answers rubbish'] ?? {});
      expect(rubbish?.['answer']).toMatch(/A$/);
      isMended = true;
      await mended(...Object.values(streams));
      const open = await publisher.rows(
        `SELECT id FROM obligation WHERE delivered_at IS NULL AND superseded_by IS NULL`,
      );
      expect(open).toEqual([]);
    },
    PATIENCE_MS,
  );

  it(
    'given a request that was given up and still runs there, then the next version starts after it',
    async () => {
      const started: number[] = [];
      let isStuck = true;
      const platform = await new TestPlatform().start();
      platform.answer = ({ version }) => {
        started.push(version);
        // It goes on with what we have given up, whatever became of the connection.
        return isStuck ? new Promise(() => undefined) : { status: 204 };
      };
      const stream = await openFor(platform.webhook);
      const listing = aListing();
      await publisher.announce(listing.published());
      await eventually(() => started.length === 1);
      await publisher.announce(listing.removed());
      await engine().drain();
      expect(started).toEqual([1]);
      isStuck = false;
      await mended(stream);
      expect(started).toEqual([1, 1, 2]);
      await platform.stop();
    },
    PATIENCE_MS,
  );

  it('given a certificate that changes between two pushes, then nothing goes to whoever shows it', async () => {
    const bodies: string[] = [];
    const server: HttpsServer = await listening(
      createHttps(authority.issue(), (request, response) => {
        request.on('data', (chunk: Buffer) => bodies.push(chunk.toString()));
        request.on('end', () => response.writeHead(204).end());
      }),
    );
    const stream = await openFor(urlOf(server, 'https'));
    const listing = aListing();
    await publisher.announce(listing.published());
    await engine().drain();
    expect(bodies).toHaveLength(1);
    server.setSecureContext(new TestAuthority().issue());
    server.closeAllConnections();
    await publisher.announce(listing.removed());
    await engine().drain();
    expect((await attemptsOf(stream)).at(-1)).toMatchObject({ outcome: 'tls', httpStatus: null });
    expect(bodies).toHaveLength(1);
    server.setSecureContext(authority.issue());
    await mended(stream);
    expect(bodies).toHaveLength(2);
  });
});

/** A byte now and then, for ever. */
function drip(to: { write(text: string): boolean; destroyed: boolean }, start = ''): void {
  to.write(start);
  const timer = setInterval(() => {
    if (to.destroyed) clearInterval(timer);
    else to.write('x');
  }, 100).unref();
}

/** As much of 50 MB as is taken. */
function pour(socket: Socket, flood: { written: number }): void {
  const chunk = Buffer.alloc(64 * 1024);
  let left = 50 * 1024 * 1024;
  socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${left}\r\n\r\n`);
  const more = (): void => {
    while (left > 0 && !socket.destroyed) {
      left -= chunk.length;
      flood.written += chunk.length;
      if (!socket.write(chunk)) return;
    }
  };
  socket.on('drain', more);
  more();
}
