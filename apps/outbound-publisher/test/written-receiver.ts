import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Seen {
  method: string;
  headers: IncomingHttpHeaders;
  body: string;
  type: string | null;
}

/** A receiver that a test writes out: what it allows, and what it answers to which event. */
export class Receiver {
  readonly seen: Seen[] = [];
  allow: Record<string, string> = { 'webhook-allowed-origin': '*' };
  optionsStatus = 200;
  answer: (event: { type: string; data: { state?: string } }) => string = ({ data }) =>
    JSON.stringify({ state: data.state });
  status = 200;
  private readonly server: Server = createServer((request, response) => {
    void this.handle(request, response);
  });

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  typesSeen(): (string | null)[] {
    return this.seen.map(({ method, type }) => (method === 'OPTIONS' ? 'OPTIONS' : type));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString('utf8');
    const { method = '', headers } = request;
    if (method === 'OPTIONS') {
      this.seen.push({ method, headers, body, type: null });
      response.writeHead(this.optionsStatus, this.allow).end();
      return;
    }
    const event = JSON.parse(body) as { type: string; data: { state?: string } };
    this.seen.push({ method, headers, body, type: event.type });
    response.writeHead(this.status).end(this.answer(event));
  }
}
