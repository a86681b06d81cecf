import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Pool, type Dispatcher } from 'undici';
import { unavailable } from '#bootstrap';
import { parseListingDocument, type ListingDocument } from './listing-document.js';
import type { ServiceToken } from './service-token.js';

/** Far above any listing; a body beyond it is not the registry's. */
const MAX_BODY_BYTES = 1024 * 1024;
const CONNECTIONS = 8;

/** Reads listings live from the registry, the one authority on what is listed. */
export class RegistryClient implements OnApplicationShutdown {
  private readonly logger = new Logger('registry');
  private readonly pool: Pool;
  private readonly base: string;

  constructor(
    url: string,
    private readonly timeoutMs: number,
    private readonly token: ServiceToken,
  ) {
    const { origin, pathname } = new URL(url);
    this.base = pathname.replace(/\/+$/, '');
    this.pool = new Pool(origin, {
      connections: CONNECTIONS,
      connectTimeout: timeoutMs,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      maxResponseSize: MAX_BODY_BYTES,
    });
  }

  /**
   * Fails closed: a finding that could not be made is not made up.
   * @returns null when the registry knows no such listing.
   * @throws 503 REGISTRY_UNAVAILABLE when it is away, slow, or answers what it should not.
   */
  async readListing(id: string): Promise<ListingDocument | null> {
    try {
      const { statusCode, body } = await this.get(`/v1/listings/${id}?include=others`);
      const text = await body.text();
      if (statusCode === 404) return null;
      if (statusCode !== 200) throw new Error(`the registry answered ${statusCode}`);
      return parseListingDocument(text);
    } catch (error) {
      this.logger.warn({ msg: 'registry.unavailable', listing: id, err: error });
      throw unavailable('REGISTRY_UNAVAILABLE', error);
    }
  }

  /** After the last request was answered. */
  async onApplicationShutdown(): Promise<void> {
    await this.pool.destroy();
  }

  private async get(path: string): Promise<Dispatcher.ResponseData> {
    return this.pool.request({
      method: 'GET',
      path: this.base + path,
      headers: {
        authorization: `Bearer ${await this.token.current()}`,
        accept: 'application/json',
      },
      // The timeouts above restart with every byte; this one bounds the whole call.
      signal: AbortSignal.timeout(this.timeoutMs),
    });
  }
}
