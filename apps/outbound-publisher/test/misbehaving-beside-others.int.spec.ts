import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttps, type Server as HttpsServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import { eventually } from '#testing';
import { SubscriberHttp } from '../src/delivery/subscriber-http.js';
import { TestAuthority } from './certificates.js';
import { aListing } from './change-builder.js';
import { liveMiB } from './live-memory.js';
import { PublisherUnderTest } from './publisher-under-test.js';
import { aToldPlatform, pushAll, type Told } from './told-platform.js';

const MEBIBYTE = 1024 * 1024;
const STREAMS_OF_A_KIND = 4;
const LISTINGS = 30;
/** A push is given up after 15 s. */
const GIVEN_UP_AFTER_MS = 15_000;

const authority = new TestAuthority();
let publisher: PublisherUnderTest;
let good: Told;
const servers: Server[] = [];
const sockets = new Set<Socket>();

beforeAll(async () => {
  publisher = await PublisherUnderTest.start();
  publisher.service.get(SubscriberHttp).authorities = [authority.certificate];
  good = await aToldPlatform(publisher);
});
afterAll(async () => {
  await publisher.stop();
  await good.platform.stop();
  for (const socket of sockets) socket.destroy();
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
});

type Badness = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** What arrived, in order: as the receiver read it, whatever it answered. */
interface Arrived {
  listing: string;
  version: number;
}

/** A receiver that misbehaves in its own way until it is mended. */
class BadReceiver {
  readonly arrived: Arrived[] = [];
  readonly streams: { id: string; subscriber: string }[] = [];
  isMended = false;
  server!: Server;

  constructor(
    private readonly badness: Badness,
    private readonly isSecure = false,
  ) {}

  async start(): Promise<void> {
    const listener = (request: IncomingMessage, response: ServerResponse): void =>
      void this.handle(request, response);
    this.server = this.isSecure
      ? createHttps(new TestAuthority().issue(), listener)
      : createHttp(listener);
    servers.push(this.server);
    this.server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    });
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    for (let n = 0; n < STREAMS_OF_A_KIND; n++) {
      const { id: subscriber } = await publisher.enable();
      const { id } = await publisher.open(subscriber, `${this.url}/${subscriber}`);
      this.streams.push({ id: id as string, subscriber });
    }
  }

  mend(): void {
    this.isMended = true;
    if (this.isSecure) (this.server as HttpsServer).setSecureContext(authority.issue());
  }

  private get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return `${this.isSecure ? 'https' : 'http'}://127.0.0.1:${port}`;
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined);
    let body = '';
    for await (const chunk of request as AsyncIterable<Buffer>) body += chunk.toString();
    const { data } = JSON.parse(body) as { data: { listingRef?: string; version: number } };
    if (data.listingRef) {
      const listing = `${request.url ?? ''} ${data.listingRef}`;
      this.arrived.push({ listing, version: data.version });
    }
    if (!this.isMended) return this.badness(request, response, body);
    response.writeHead(204).end();
  }
}

const flood = { written: 0, answers: 0 };

/** As much of 50 MB as is taken. */
const pour: Badness = (_, response) => {
  flood.answers += 1;
  const chunk = Buffer.alloc(64 * 1024, 'x');
  let left = 50 * MEBIBYTE;
  response.writeHead(200, { 'content-length': left });
  const more = (): void => {
    while (left > 0 && !response.destroyed) {
      left -= chunk.length;
      flood.written += chunk.length;
      if (!response.write(chunk)) return;
    }
  };
  response.on('drain', more);
  more();
};

/** A byte now and then, for ever. */
const drip: Badness = (request) => {
  const { socket } = request;
  socket.write('HTTP/1.1 204 No Content\r\nx: ');
  const timer = setInterval(() => {
    if (socket.destroyed) clearInterval(timer);
    else socket.write('x');
  }, 500).unref();
};

const KINDS: Record<string, BadReceiver> = {
  // It goes on with what we have given up, whatever became of the connection.
  'hangs, and its request still runs': new BadReceiver(() => undefined),
  drips: new BadReceiver(drip),
  'answers 50 MB': new BadReceiver(pour),
  resets: new BadReceiver((request) => void request.socket.resetAndDestroy()),
  redirects: new BadReceiver((_, response) => {
    response.writeHead(308, { location: `${good.platform.webhook}` }).end();
  }),
  'answers 200 with rubbish': new BadReceiver((_, response) => {
    response.end(Buffer.from([0, 0xff, 0xfe, 0x80, 0x41]));
  }),
  'has revoked the key that we sign with': new BadReceiver((_, response) => {
    response.writeHead(401).end('{"err":"invalid_key"}');
  }),
  'shows another certificate': new BadReceiver(() => undefined, true),
};

describe('receivers that misbehave, each in its own way, all at once', () => {
  it('given many changes, then nobody else waits, memory stays, and in the end all have arrived in order', async () => {
    for (const kind of Object.values(KINDS)) await kind.start();
    await publisher.takeInTogether([aListing().published()]);
    await eventually(() => good.platform.arrivals.length === 1);
    const before = liveMiB();

    const began = performance.now();
    const listings = Array.from({ length: LISTINGS }, () => aListing());
    await publisher.takeInTogether(listings.map((each) => each.published()));
    await publisher.takeInTogether(listings.map((each) => each.removed()));
    await eventually(() => good.platform.arrivals.length === 1 + 2 * LISTINGS);
    // Long before the first of the others was given up.
    expect(performance.now() - began).toBeLessThan(GIVEN_UP_AFTER_MS - 1_000);
    for (const { id } of listings) {
      expect(good.platform.versionsOf(id, good.id)).toEqual([1, 2]);
    }
    await eventually(() => flood.answers >= STREAMS_OF_A_KIND * LISTINGS);
    expect(liveMiB() - before).toBeLessThan(40);
    // Of an answer no more is taken than what buffers on the way hold.
    expect(flood.written / flood.answers).toBeLessThan(8 * MEBIBYTE);
    // What is redirected follows nobody.
    expect(good.platform.arrivals).toHaveLength(1 + 2 * LISTINGS);

    for (const kind of Object.values(KINDS)) kind.mend();
    await eventually(async () => {
      // As a person does who has seen the receiver mended: what waits is tried at once.
      for (const { id } of Object.values(KINDS).flatMap(({ streams }) => streams)) {
        await publisher.setStatus(id, 'enabled');
      }
      await pushAll(publisher);
      const [left] = await publisher.rows(
        'SELECT count(*)::int AS left FROM obligation WHERE delivered_at IS NULL',
      );
      return left?.['left'] === 0;
    }, 60_000);
    for (const [kind, { arrived, streams }] of Object.entries(KINDS)) {
      for (const { id } of listings) {
        for (const { subscriber } of streams) {
          const versions = arrived
            .filter(({ listing }) => listing === `/${subscriber} ${id}`)
            .map(({ version }) => version);
          expect([kind, versions]).toEqual([kind, [...versions].sort((a, b) => a - b)]);
          expect([kind, new Set(versions)]).toEqual([kind, new Set([1, 2])]);
        }
      }
    }
  }, 150_000);
});
