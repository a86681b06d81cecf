import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { newId } from '#contracts';
import { COURT } from './domain-cases.js';

interface ServedListing {
  id: string;
  version: number;
  state: string;
  courtCode: string;
  others: string[];
}

/** The registry as this service meets it: an HTTP server that answers `GET /v1/listings/{id}`. */
export class ListingServer {
  /** How it behaves; `slow` never answers. */
  behaviour: 'well' | 'slow' | 'failing' | 'nonsense' = 'well';
  /** Authorization headers that came. */
  readonly authorizations: string[] = [];
  private readonly listings = new Map<string, ServedListing>();

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<ListingServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const listings = new ListingServer(server, `http://127.0.0.1:${port}`);
    server.on('request', (request, response) => listings.answer(request, response));
    return listings;
  }

  /** @returns the new listing's id. */
  list(more: Partial<ServedListing> = {}): string {
    const id = newId('lst');
    const listing = { id, version: 1, state: 'PUBLISHED', courtCode: COURT, others: [], ...more };
    this.listings.set(id, listing);
    return id;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    this.authorizations.push(request.headers.authorization ?? '');
    switch (this.behaviour) {
      case 'slow':
        return;
      case 'failing':
        return send(response, 500, { status: 500 });
      case 'nonsense':
        return send(response, 200, { hello: 'world' });
      case 'well': {
        const { pathname, searchParams } = new URL(request.url ?? '', this.url);
        const listing = this.listings.get(pathname.replace('/v1/listings/', ''));
        if (!listing) return send(response, 404, { status: 404 });
        const { others, ...own } = listing;
        return send(
          response,
          200,
          searchParams.get('include') === 'others' ? { ...own, others } : own,
        );
      }
    }
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
