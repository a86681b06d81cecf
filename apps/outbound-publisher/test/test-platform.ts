import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { restrictionOf, type Change } from '../src/domain/change.js';

export interface Arrival {
  eventId: string;
  listing: string;
  /** Where a restriction of the listing's case was lifted; `version` is then its. */
  restriction: string | null;
  version: number;
  body: Buffer;
  headers: IncomingHttpHeaders;
  claims: Record<string, unknown>;
}

export interface ScriptedAnswer {
  status: number;
  headers?: Record<string, string>;
}

/** `history`: gone from the list, and kept among past records. */
type LookupAnswer = boolean | 'history' | 'captcha' | 'down';

/** A third party whose every answer the test decides; it remembers what arrived, in order. */
export class TestPlatform {
  readonly arrivals: Arrival[] = [];
  readonly lookups: URL[] = [];
  /** Called for each push; may take as long as it likes. */
  answer: (arrival: Arrival) => ScriptedAnswer | Promise<ScriptedAnswer> = () => ({ status: 204 });
  /** Called for each look. */
  lookup: (ref: string, url: URL) => LookupAnswer | Promise<LookupAnswer> = () => false;

  private readonly server = createServer(
    (request, response) => void this.handle(request, response),
  );

  async start(port = 0): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(port, '127.0.0.1', resolve));
    return this;
  }

  async stop(): Promise<void> {
    if (!this.server.listening) return;
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get webhook(): string {
    return `${this.url}/webhook`;
  }

  get lookupTemplate(): string {
    return `${this.url}/lookup?ref={listingRef}`;
  }

  /** Versions of a listing, or of one restriction, in the order in which they arrived for one subscriber. */
  versionsOf(listing: string, subscriber: string, restriction: string | null = null): number[] {
    return this.arrivals
      .filter((each) => each.listing === listing && each.restriction === restriction)
      .filter((each) => each.claims['aud'] === subscriber)
      .map(({ version }) => version);
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    if (request.method === 'GET') return this.beLookedAt(url, response);
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const arrival = arrivalOf(Buffer.concat(chunks), request.headers);
    this.arrivals.push(arrival);
    const { status, headers = {} } = await this.answer(arrival);
    response.writeHead(status, headers).end();
  }

  private async beLookedAt(url: URL, response: ServerResponse): Promise<void> {
    this.lookups.push(url);
    const listed = await this.lookup(url.searchParams.get('ref') ?? '', url);
    if (typeof listed === 'boolean' || listed === 'history') {
      const shown = { listed: listed === true, history: listed === 'history' };
      response.writeHead(200).end(JSON.stringify(shown));
    } else if (listed === 'captcha') {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>请输入验证码</html>');
    } else {
      response.writeHead(503).end();
    }
  }
}

function arrivalOf(body: Buffer, headers: IncomingHttpHeaders): Arrival {
  const change = JSON.parse(body.toString('utf8')) as Change;
  const { id, data } = change;
  const [, claims = ''] = String(headers['yichu-delivery']).split('.');
  return {
    eventId: id,
    listing: data.listingRef,
    restriction: restrictionOf(change),
    version: data.version,
    body,
    headers,
    claims: JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as Record<
      string,
      unknown
    >,
  };
}
