import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { addressOf } from './origins.js';
import { Tally, type Plan } from './tally.js';

/**
 * The subscribers' side of the fan-out bench, a program of its own: takes every push, answers 200 and
 * counts. `receiver.js PORT SUBSCRIBERS`. Pushes go to /<group>/<number>, each group with a plan of its
 * own; what comes to `hang` is never answered. PUT /plan/<group> and /sent/<group>, GET
 * /progress/<group> and /figures/<group> are the bench's.
 */
const [port, subscribers] = process.argv.slice(2).map(Number) as [number, number];
const tallies = new Map<string, Tally>();

function answer(response: ServerResponse, body: object): void {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString('utf8'));
}

async function control(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, what, group = ''] = request.url?.split('/') ?? [];
  if (what === 'plan') tallies.set(group, new Tally((await bodyOf(request)) as Plan));
  const tally = tallies.get(group);
  if (what === 'sent') {
    const { from, to } = (await bodyOf(request)) as { from: number; to: number };
    tally?.sent(from, to);
  }
  if (what === 'figures') answer(response, tally?.figures() ?? {});
  else answer(response, { distinct: tally?.distinct ?? 0 });
}

function handle(request: IncomingMessage, response: ServerResponse): void {
  if (request.method !== 'POST') {
    void control(request, response);
    return;
  }
  const url = request.url ?? '';
  const slash = url.lastIndexOf('/');
  const group = url.slice(1, slash);
  if (group === 'hang') return;
  const eventId = request.headers['webhook-id'];
  request.resume().on('end', () => {
    // Without an id it is the bare client: answered, not counted.
    if (typeof eventId === 'string') {
      tallies.get(group)?.arrived(Number(url.slice(slash + 1)), eventId);
    }
    response.end();
  });
}

for (let subscriber = 0; subscriber < subscribers; subscriber++) {
  createServer({ keepAliveTimeout: 120_000 }, handle).listen(port, addressOf(subscriber));
}
createServer(handle).listen(port, '127.0.0.1');
