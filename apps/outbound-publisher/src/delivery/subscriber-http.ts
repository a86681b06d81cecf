import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Agent, errors, request, type Dispatcher } from 'undici';
import { AddressGuard, AddressRefused } from './address-guard.js';
import type { PushFailure } from '../domain/push-outcome.js';

export interface SubscriberRequest {
  method: 'GET' | 'POST';
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

/** Requests that one origin gets at once; each stream's own limit is below it. */
const CONNECTIONS_PER_ORIGIN = 16;
const CONNECT_TIMEOUT_MS = 5_000;

/**
 * The only way that this service talks to subscribers: guarded addresses, no redirects, bounded time
 * and size. undici's `request` on its own Agent (global fetch is eight times slower).
 */
@Injectable()
export class SubscriberHttp implements BeforeApplicationShutdown {
  private readonly agent: Agent;

  constructor(private readonly guard: AddressGuard) {
    this.agent = new Agent({
      connections: CONNECTIONS_PER_ORIGIN,
      connect: { lookup: guard.lookup, timeout: CONNECT_TIMEOUT_MS },
      maxHeaderSize: 16 * 1024,
    });
  }

  /** @throws RequestFailed when there is no answer. */
  async send(wanted: SubscriberRequest): Promise<SubscriberAnswer> {
    const deadline = AbortSignal.timeout(wanted.timeoutMs);
    const signal = wanted.signal ? AbortSignal.any([deadline, wanted.signal]) : deadline;
    try {
      const url = new URL(wanted.url);
      this.guard.checkUrl(url);
      const answer = await request(url, {
        dispatcher: this.agent,
        method: wanted.method,
        headers: wanted.headers,
        body: wanted.body ?? null,
        signal,
      });
      const { body, tooLarge } = await readBounded(answer.body, wanted.maxBytes);
      return {
        status: answer.statusCode,
        header: (name) => headerOf(answer.headers, name),
        body,
        tooLarge,
      };
    } catch (error) {
      throw new RequestFailed(reasonOf(error, deadline, wanted.signal), messageOf(error));
    }
  }

  /** After the engines, which stop in `onModuleDestroy`: their last requests still need it. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.agent.destroy();
  }
}

/** A status that has arrived counts, whatever becomes of the body. */
async function readBounded(
  stream: Dispatcher.ResponseData['body'],
  maxBytes: number,
): Promise<{ body: Buffer | null; tooLarge: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) {
        stream.destroy();
        return { body: null, tooLarge: true };
      }
      chunks.push(chunk);
    }
    return { body: Buffer.concat(chunks), tooLarge: false };
  } catch {
    return { body: null, tooLarge: false };
  }
}

function headerOf(headers: Dispatcher.ResponseData['headers'], name: string): string | null {
  const value = headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

function reasonOf(error: unknown, deadline: AbortSignal, given?: AbortSignal): PushFailure {
  if (given?.aborted) return 'interrupted';
  if (deadline.aborted || error instanceof errors.ConnectTimeoutError) return 'timeout';
  if (error instanceof AddressRefused) return 'address';
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'name';
  return /CERT|TLS|SSL|SELF_SIGNED|ALTNAME/.test(code) ? 'tls' : 'connection';
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown failure';
  const code = 'code' in error ? `${String(error.code)}: ` : '';
  return `${code}${error.message}`.slice(0, 300);
}
