import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { newId } from '#contracts';
import type { ListingRecord } from '../src/registry/listing-record.js';
import { COURT } from './domain-cases.js';

interface ServedListing {
  id: string;
  version: number;
  state: string;
  courtCode: string;
  others: string[];
  caseNumber?: string;
  subjectType?: 'UNIT' | 'PERSON';
  decidedOn?: string;
  earlier?: { id: string; endedAt: string; basis: string | null }[];
  grounds?: string[];
  imposedBy?: 'JUDGE' | 'PRESIDENT' | null;
  termEndsOn?: string | null;
  exits?: string[];
  restrictions?: { id: string; kind: string; state: string; boundRole: string }[];
}

/** As `GET /v1/listings/{id}/record` answers, but for what differs from listing to listing. */
export const A_RECORD: Omit<ListingRecord, 'state' | 'restrictions'> = {
  caseNumber: '（2026）皖0104执123号',
  debtor: {
    type: 'UNIT',
    name: '合肥青禾建材有限公司',
    uscc: '91340100TE5T000167',
    legalRepresentative: '沈若棠',
  },
  grounds: ['L1_ABLE_BUT_REFUSES'],
  instrument: { number: '（2025）皖0104民初456号民事判决书', maker: '合肥市蜀山区人民法院' },
  duty: '支付货款386,000元及自2024年3月1日起的利息',
  performance: 'NONE',
  decidedOn: '2026-03-02',
  publishedAt: '2026-03-03T02:00:00Z',
  termEndsOn: null,
};

/** The registry as this service meets it: an HTTP server that answers `GET /v1/listings/{id}`, and its record. */
export class ListingServer {
  /** How it behaves; `slow` never answers. */
  behaviour: 'well' | 'slow' | 'failing' | 'nonsense' = 'well';
  /** Authorization headers that came. */
  readonly authorizations: string[] = [];
  /** What `GET /v1/dormant-listings` says, two on a page. */
  dormant: { id: string; courtCode: string }[] = [];
  private readonly listings = new Map<string, ServedListing>();
  private readonly records = new Map<string, object>();

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

  /** What is known of a listing changes. */
  change(id: string, change: Partial<ServedListing>): void {
    const listing = this.listings.get(id);
    if (!listing) throw new Error(`no listing ${id}`);
    this.listings.set(id, { ...listing, ...change });
  }

  /** What its record says beside what every record here says. */
  record(id: string, record: object): void {
    this.records.set(id, record);
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
        if (pathname === '/v1/dormant-listings') {
          return send(response, 200, this.dormantPage(searchParams));
        }
        const [id = '', part] = pathname.replace('/v1/listings/', '').split('/');
        const listing = this.listings.get(id);
        if (!listing) return send(response, 404, { status: 404 });
        if (part === 'record') {
          return send(response, 200, { ...A_RECORD, ...listing, ...this.records.get(id) });
        }
        const { others, ...own } = listing;
        return send(
          response,
          200,
          searchParams.get('include') === 'others' ? { ...own, others } : own,
        );
      }
    }
  }

  private dormantPage(query: URLSearchParams): object {
    const own = this.dormant.filter(({ courtCode }) => courtCode === query.get('court'));
    const from = Number(query.get('after') ?? 0);
    const data = own.slice(from, from + 2);
    return { data, next: own.length > from + 2 ? String(from + 2) : null };
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
