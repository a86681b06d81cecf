import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { addressOf } from './origins.js';
import { Tally, type Plan } from './tally.js';

/**
 * The subscribers' side of the fan-out bench, a program of its own: takes every push, answers 200 and
 * counts. `receiver.js PORT SUBSCRIBERS`. Pushes go to /<subscriber>; /plan, /sent, /figures are the bench's.
 */
const [port, subscribers] = process.argv.slice(2).map(Number) as [number, number];
let tally = new Tally(subscribers, { events: [] });

function answer(response: ServerResponse, body: object): void {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString('utf8'));
}

async function control(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url === '/plan') {
    tally = new Tally(subscribers, (await bodyOf(request)) as Plan);
  } else if (request.url === '/sent') {
    const { from, to } = (await bodyOf(request)) as { from: number; to: number };
    tally.sent(from, to);
  }
  answer(response, tally.figures());
}

function handle(request: IncomingMessage, response: ServerResponse): void {
  const subscriber = Number(request.url?.slice(1));
  if (request.method !== 'POST' || !Number.isInteger(subscriber)) {
    void control(request, response);
    return;
  }
  const eventId = request.headers['webhook-id'];
  request.resume().on('end', () => {
    // Without an id it is the bare client: answered, not counted.
    if (typeof eventId === 'string') tally.arrived(subscriber, eventId);
    response.end();
  });
}

for (let subscriber = 0; subscriber < subscribers; subscriber++) {
  createServer({ keepAliveTimeout: 120_000 }, handle).listen(port, addressOf(subscriber));
}
createServer(handle).listen(port, '127.0.0.1');
