import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Pool, type Dispatcher } from 'undici';
import { unavailable } from '#bootstrap';
import { parseDormantPage, type DormantPage } from './dormant-page.js';
import { parseListingDocument, type ListingDocument } from './listing-document.js';
import { parseListingRecord, type ListingRecord } from './listing-record.js';
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
  readListing(id: string): Promise<ListingDocument | null> {
    return this.read(id, '?include=others', parseListingDocument);
  }

  /**
   * The full record, for the court's papers: the registry enters each reading in its ledger.
   * @returns null when the registry knows no such listing. @throws 503 REGISTRY_UNAVAILABLE
   */
  readRecord(id: string): Promise<ListingRecord | null> {
    return this.read(id, '/record', parseListingRecord);
  }

  /**
   * A page of one court's listings that ought to be verified (清理长期“沉寂”名单).
   * @throws 503 REGISTRY_UNAVAILABLE
   */
  async listDormant(court: string, after: string | null): Promise<DormantPage> {
    const query = new URLSearchParams({ court, limit: '200', ...(after !== null && { after }) });
    try {
      const { statusCode, body } = await this.get(`/v1/dormant-listings?${query.toString()}`);
      const text = await body.text();
      if (statusCode !== 200) throw new Error(`the registry answered ${statusCode}`);
      return parseDormantPage(text);
    } catch (error) {
      this.logger.warn({ msg: 'registry.unavailable', court, err: error });
      throw unavailable('REGISTRY_UNAVAILABLE', error);
    }
  }

  /** After the last request was answered. */
  async onApplicationShutdown(): Promise<void> {
    await this.pool.destroy();
  }

  private async read<T>(id: string, what: string, parse: (text: string) => T): Promise<T | null> {
    try {
      const { statusCode, body } = await this.get(`/v1/listings/${id}${what}`);
      const text = await body.text();
      if (statusCode === 404) return null;
      if (statusCode !== 200) throw new Error(`the registry answered ${statusCode}`);
      return parse(text);
    } catch (error) {
      this.logger.warn({ msg: 'registry.unavailable', listing: id, err: error });
      throw unavailable('REGISTRY_UNAVAILABLE', error);
    }
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
