import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isBehaviour } from './behaviour.js';
import type { PlatformConfig } from './config.js';
import { FeedReader } from './feed-reader.js';
import { page } from './page.js';
import { PlatformStore, type Settings } from './platform-store.js';
import { readBody } from './read-body.js';
import { ReceiptSender } from './receipt-sender.js';
import { WebhookReceiver } from './webhook.js';

export interface RunningPlatform {
  url: string;
  stop(): Promise<void>;
}

/** Starts a small credit platform: a webhook, a public page, a public look-up, and switches for tests. */
export async function startPlatform(config: PlatformConfig): Promise<RunningPlatform> {
  const store = new PlatformStore(config.storeFile, config.behaviour, config.keepsHistory);
  const receipts = new ReceiptSender(store);
  const webhook = new WebhookReceiver(config, store, receipts);
  const feed = new FeedReader(store, receipts);
  const server = createServer((request, response) => {
    route(request, response, { config, store, receipts, webhook, feed }).catch(() => {
      if (!response.headersSent) response.writeHead(400);
      response.end();
    });
  });
  await listen(server, config);
  feed.start();
  receipts.resume();
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${config.host}:${port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await Promise.all([feed.stop(), receipts.stop()]);
      store.save();
    },
  };
}

interface Parts {
  config: PlatformConfig;
  store: PlatformStore;
  receipts: ReceiptSender;
  webhook: WebhookReceiver;
  feed: FeedReader;
}

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  parts: Parts,
): Promise<void> {
  const { store, webhook } = parts;
  const url = new URL(request.url ?? '/', 'http://platform');
  switch (`${request.method} ${url.pathname}`) {
    case 'OPTIONS /webhook':
      return webhook.allow(request, response);
    case 'POST /webhook':
      return webhook.receive(request, response);
    case 'GET /lookup': {
      if (store.behaviour === 'down') return json(response, { error: 'down' }, 503);
      const record = store.find(url.searchParams.get('ref') ?? '');
      return json(response, {
        listed: record?.shown ?? false,
        history: record?.inHistory ?? false,
      });
    }
    case 'GET /sanctions':
      return json(response, { lifted: store.liftedOf(url.searchParams.get('ref') ?? '') });
    case 'GET /':
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(page(parts.config.name, store.shown()));
      return;
    case 'GET /deliveries':
      return json(response, { data: webhook.arrivals });
    case 'GET /healthz':
      return json(response, { status: 'ok' });
    case 'PUT /settings':
      return settle(JSON.parse(await readBody(request)) as Settings, response, parts);
    case 'PUT /behaviour':
      return behave(JSON.parse(await readBody(request)), response, parts);
    default:
      response.writeHead(404).end();
  }
}

/** What only this platform may know arrives after it was subscribed. A real one has it in its configuration. */
function settle(given: Settings, response: ServerResponse, { store, receipts, feed }: Parts): void {
  const { publisherUrl, subscriberId, streamId, token, signingSecret } = given;
  if (![publisherUrl, subscriberId, streamId, token].every((each) => typeof each === 'string')) {
    return json(response, { error: 'publisherUrl, subscriberId, streamId, token are needed' }, 422);
  }
  if (store.settings?.streamId !== streamId) store.cursor = null;
  store.settings = {
    publisherUrl,
    subscriberId,
    streamId,
    token,
    signingSecret: signingSecret ?? null,
  };
  store.save();
  feed.start();
  receipts.resume();
  return json(response, { status: 'ok' });
}

function behave(given: unknown, response: ServerResponse, { store }: Parts): void {
  const behaviour =
    typeof given === 'object' && given && 'behaviour' in given ? given.behaviour : null;
  if (!isBehaviour(behaviour)) return json(response, { error: 'unknown behaviour' }, 422);
  store.behave(behaviour);
  return json(response, { behaviour });
}

function json(response: ServerResponse, body: object, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}

function listen(server: Server, { host, port }: PlatformConfig): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
}
