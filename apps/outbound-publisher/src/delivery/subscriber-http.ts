import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { errors, Pool } from 'undici';
import { failureOfCode, type PushFailure } from '../domain/push-failure.js';
import { AddressGuard, AddressRefused } from './address-guard.js';
import { Exchange, type ExchangeBounds } from './exchange.js';
import { InFlight } from './in-flight.js';

/** Connections of one pool, where nothing else is agreed; what is more than that waits in it. */
const CONNECTIONS = 8;
const CONNECT_TIMEOUT_MS = 5_000;
const MAX_HEADER_BYTES = 16 * 1024;
/** A pool without a request for this long is closed: of a thousand subscribers few are busy. */
const IDLE_MS = 60_000;

/** Connections to one origin that no other place waits for. */
export interface Place {
  pool: Pool;
  usedAt: number;
  underWay: number;
}

export interface Outgoing extends ExchangeBounds {
  method: 'GET' | 'POST' | 'OPTIONS';
  path: string;
  /** Names and values in turn. */
  headers: string[];
  body: Buffer | null;
  stopping: AbortSignal | null;
}

export interface SubscriberRequest {
  method: 'GET' | 'POST' | 'OPTIONS';
  url: string;
  headers: Record<string, string>;
  body?: Buffer;
  /** For everything together: name, connection, answer. */
  timeoutMs: number;
  /** What is read of the answer; more than that ends the connection. */
  maxBytes: number;
  signal?: AbortSignal;
}

export interface SubscriberAnswer {
  status: number;
  header(name: string): string | null;
  /** Null when the answer was longer than `maxBytes` or broke off. */
  body: Buffer | null;
  tooLarge: boolean;
}

/** A request that got no answer; `reason` says how. */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed';
  constructor(
    readonly reason: PushFailure,
    message: string,
  ) {
    super(message);
  }
}

/**
 * The only way that this service talks to subscribers: guarded addresses, verified certificates, no
 * redirects, bounded time and size.
 */
@Injectable()
export class SubscriberHttp implements BeforeApplicationShutdown {
  /** Certificate authorities (PEM) instead of the system's; replaced in tests that bring their own. */
  authorities: string[] | undefined;
  private readonly places = new Map<string, Place>();
  private readonly inFlight = new InFlight();
  private closingIdle: NodeJS.Timeout | undefined;

  constructor(private readonly guard: AddressGuard) {}

  /**
   * The place under a key, made when it is first asked for and again after it lay idle.
   * @throws AddressRefused when the URL alone says that nothing may go there.
   */
  place(key: string, url: URL, connections = CONNECTIONS): Place {
    const known = this.places.get(key);
    if (known) return known;
    this.guard.checkUrl(url);
    const place = {
      pool: this.poolOf(url.origin, connections),
      usedAt: performance.now(),
      underWay: 0,
    };
    this.places.set(key, place);
    this.closingIdle ??= setInterval(() => this.closeIdle(), IDLE_MS / 2).unref();
    return place;
  }

  /** What is under way there still ends; the next request is to another address. */
  forget(key: string): void {
    const place = this.places.get(key);
    if (!place) return;
    this.places.delete(key);
    void place.pool.close();
  }

  /** Sends, and calls back once: never throws, never waits longer than the deadline. */
  start(place: Place, outgoing: Outgoing, done: (ended: Exchange) => void): void {
    const exchange = new Exchange(outgoing, outgoing.stopping, (ended) => {
      this.inFlight.remove(ended);
      place.underWay -= 1;
      done(ended);
    });
    place.underWay += 1;
    place.usedAt = performance.now();
    this.inFlight.add(exchange);
    if (outgoing.stopping?.aborted) return exchange.giveUp('interrupted');
    try {
      const { method, path, headers, body } = outgoing;
      place.pool.dispatch({ method, path, headers, body }, exchange);
    } catch (error) {
      exchange.fail(error instanceof Error ? error : new Error('the request could not be made'));
    }
  }

  /** @throws RequestFailed when there is no answer. */
  async send(wanted: SubscriberRequest): Promise<SubscriberAnswer> {
    const ended = await this.exchange(wanted);
    if (ended.status === null) throw new RequestFailed(failureOf(ended), messageOf(ended));
    return {
      status: ended.status,
      header: (name) => ended.header(name),
      body: ended.complete ? ended.body : null,
      tooLarge: ended.tooLarge,
    };
  }

  /** After the engines, which stop in `onModuleDestroy`: their last requests still need it. */
  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.closingIdle);
    this.inFlight.stop();
    const places = [...this.places.values()];
    this.places.clear();
    await Promise.all(places.map(({ pool }) => pool.destroy()));
  }

  private exchange(wanted: SubscriberRequest): Promise<Exchange> {
    const url = new URL(wanted.url);
    const place = this.sharedPlace(url);
    return new Promise((resolve) => {
      this.start(
        place,
        {
          method: wanted.method,
          path: pathOf(url),
          headers: Object.entries(wanted.headers).flat(),
          body: wanted.body ?? null,
          deadline: performance.now() + wanted.timeoutMs,
          maxBytes: wanted.maxBytes,
          keepBytes: wanted.maxBytes,
          stopping: wanted.signal ?? null,
        },
        resolve,
      );
    });
  }

  /** Looks and handshakes of one origin share its connections. */
  private sharedPlace(url: URL): Place {
    try {
      // A place that is known was checked for its origin; credentials are the URL's own.
      this.guard.checkUrl(url);
      return this.place(url.origin, url);
    } catch (error) {
      if (error instanceof AddressRefused) throw new RequestFailed('address', error.message);
      throw error;
    }
  }

  private poolOf(origin: string, connections: number): Pool {
    return new Pool(origin, {
      connections,
      maxHeaderSize: MAX_HEADER_BYTES,
      // Exchanges have a deadline of their own, which covers more.
      headersTimeout: 0,
      bodyTimeout: 0,
      // A resumed session would not be shown the certificate again.
      maxCachedSessions: 0,
      connect: {
        lookup: this.guard.lookup,
        timeout: CONNECT_TIMEOUT_MS,
        rejectUnauthorized: true,
        minVersion: 'TLSv1.2',
        ...(this.authorities && { ca: this.authorities }),
      },
    });
  }

  private closeIdle(): void {
    const before = performance.now() - IDLE_MS;
    for (const [key, place] of this.places) {
      if (place.underWay === 0 && place.usedAt < before) this.forget(key);
    }
  }
}

/** What a request asks for, of what its URL says. */
export function pathOf({ pathname, search }: URL): string {
  return `${pathname}${search}`;
}

/** Why there is no answer. */
export function failureOf({ givenUp, error }: Exchange): PushFailure {
  if (givenUp) return givenUp;
  return error instanceof AddressRefused ? 'address' : failureOfCode(codeOf(error));
}

/** Short, and free of the receiver's own words: a certificate may say anything. */
export function messageOf(ended: Exchange): string {
  if (ended.givenUp === 'timeout') return 'no answer in time';
  if (ended.givenUp === 'interrupted') return 'interrupted on our side';
  const code = codeOf(ended.error);
  if (failureOf(ended) === 'tls') return code;
  const message = ended.error?.message ?? 'unknown failure';
  return (code ? `${code}: ${message}` : message).slice(0, 300);
}

function codeOf(error: Error | null): string {
  if (error && 'code' in error && typeof error.code === 'string') return error.code;
  // The parser does not name each of its complaints.
  return error instanceof errors.HTTPParserError ? 'HPE_INVALID' : '';
}
