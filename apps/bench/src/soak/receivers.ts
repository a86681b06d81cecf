import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { addressOf } from '../fanout/origins.js';
import { ClaimSender } from './claim-sender.js';
import type { Arrival } from './evidence.js';
import { actOf, type Mood } from './mood.js';

/**
 * All subscribers of a soak, in a program of their own, each at an origin of its own:
 * `receivers.js PORT COUNT`. They take pushes as their mood has it, write down each as it starts, fence
 * by version, claim what they applied, and answer look-ups. The rest is the soak's: PUT /mood/<n>,
 * PUT /claims/<n>, GET /arrivals?from=<i>.
 */
const [port, count] = process.argv.slice(2, 4).map(Number) as [number, number];

interface Change {
  id: string;
  type: string;
  subject: string;
  subjectversion: number;
  data: { requiredAction: string };
}

const ARRIVALS_PAGE = 20_000;
const arrivals: Arrival[] = [];

class Receiver {
  private readonly server: Server;
  private mood: Mood = { kind: 'well' };
  private claims: ClaimSender | undefined;
  /** What it shows: the newest version of each listing. */
  private readonly shown = new Map<string, { version: number; listed: boolean }>();

  constructor(private readonly number: number) {
    this.server = createServer((request, response) => void this.handle(request, response));
    this.open();
  }

  feel(mood: Mood): void {
    const wasDown = this.mood.kind === 'down';
    this.mood = mood;
    if (mood.kind === 'down') {
      this.server.close();
      this.server.closeAllConnections();
    } else if (wasDown) this.open();
  }

  claimWith(sender: ClaimSender): void {
    this.claims = sender;
  }

  private open(): void {
    this.server.listen(port, addressOf(this.number));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.on('error', () => undefined);
    const bytes = await bytesOf(request).catch(() => undefined);
    if (bytes === undefined) return;
    if (request.method === 'POST') await this.take(bytes, request, response);
    else this.show(request, response);
  }

  private async take(
    bytes: Buffer,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const change = JSON.parse(bytes.toString('utf8')) as Change;
    const arrival: Arrival = {
      member: this.number,
      eventId: String(request.headers['webhook-id']),
      listing: change.subject,
      version: change.subjectversion,
      hash: createHash('sha256').update(bytes).digest('base64url'),
      status: null,
      at: Date.now(),
    };
    // Whether anybody is there: asked of a stream, and nobody's change.
    if (!change.type.startsWith('stream.')) arrivals.push(arrival);
    const { status, afterMs, retryAfter, cut } = actOf(this.mood, Math.random);
    if (afterMs > 0) await pause(afterMs);
    if (cut) request.socket.destroy();
    if (cut || status === null) return;
    if (status < 300) this.apply(change);
    arrival.status = status;
    if (retryAfter !== null) response.setHeader('retry-after', retryAfter);
    response.writeHead(status).end();
  }

  /** A timed-out request may still run when the next version is here: receivers fence by version. */
  private apply({ id, type, subject, subjectversion: version, data }: Change): void {
    if (type.startsWith('stream.')) return;
    if (version > (this.shown.get(subject)?.version ?? 0)) {
      const listed = ['list', 'relist', 'correct'].includes(data.requiredAction);
      this.shown.set(subject, { version, listed });
    }
    this.claims?.claim(id);
  }

  private show(request: IncomingMessage, response: ServerResponse): void {
    const listing = new URL(request.url ?? '', 'http://localhost').searchParams.get('ref') ?? '';
    const listed = this.shown.get(listing)?.listed ?? false;
    answer(response, { listed, history: false });
  }
}

const receivers = Array.from({ length: count }, (_, number) => new Receiver(number));

async function control(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '', 'http://localhost');
  const [, what, number] = url.pathname.split('/');
  const receiver = receivers[Number(number)];
  if (what === 'mood') receiver?.feel(JSON.parse((await bytesOf(request)).toString()) as Mood);
  if (what === 'claims') {
    const given = JSON.parse((await bytesOf(request)).toString()) as {
      urls: string[];
      token: string;
    };
    receiver?.claimWith(new ClaimSender(given.urls, given.token));
  }
  const from = Number(url.searchParams.get('from'));
  answer(response, what === 'arrivals' ? arrivals.slice(from, from + ARRIVALS_PAGE) : {});
}

createServer((request, response) => void control(request, response)).listen(port, '127.0.0.1');

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function answer(response: ServerResponse, body: object): void {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
}
