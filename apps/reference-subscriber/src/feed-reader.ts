import { createPublicKey, verify, type JsonWebKey, type KeyObject } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { changeIn, parseEvent } from './change.js';
import type { PlatformStore, Settings } from './platform-store.js';
import type { ReceiptSender } from './receipt-sender.js';

interface Page {
  data: { offset: number; event: string; jws: string }[];
  next: string;
  done: boolean;
}

const WAIT_SECONDS = 20;
const TIMEOUT_MS = 40_000;
const PAUSE_MS = 1_000;

/**
 * Reads the feed by long poll. The cursor is stored after what it covers was applied, so a crash in
 * between repeats a page, which the version fence makes harmless, and never skips one.
 */
export class FeedReader {
  private readonly stopping = new AbortController();
  private readonly keys = new Map<string, KeyObject>();
  private reading: Promise<void> | undefined;

  constructor(
    private readonly store: PlatformStore,
    private readonly receipts: ReceiptSender,
  ) {}

  /** Does nothing for a platform with a webhook, and nothing twice. */
  start(): void {
    if (this.store.settings?.signingSecret === null) this.reading ??= this.readOn();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.reading;
  }

  private async readOn(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        if (this.store.settings && this.store.behaviour !== 'down') {
          await this.readPage(this.store.settings);
          continue;
        }
      } catch (error) {
        if (!this.stopping.signal.aborted) {
          console.error(`feed: ${error instanceof Error ? error.message : 'failed'}`);
        }
      }
      await delay(PAUSE_MS, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  private async readPage(settings: Settings): Promise<void> {
    const query = new URLSearchParams({ limit: '100', wait: String(WAIT_SECONDS) });
    if (this.store.cursor) query.set('after', this.store.cursor);
    const page = await this.get<Page>(
      settings,
      `/v1/streams/${settings.streamId}/events?${query.toString()}`,
    );
    // Subscribed anew meanwhile: this page, and its cursor, belong to the stream of before.
    if (this.store.settings !== settings) return;
    for (const { event, jws } of page.data) {
      await this.verifyEvent(settings, event, jws);
      const change = changeIn(parseEvent(event));
      this.store.apply(change);
      this.receipts.claim(change.id, `${settings.publisherUrl}/v1/receipts`);
    }
    this.store.cursor = page.next;
    if (page.data.length > 0) this.store.save();
  }

  /** A detached JWS (RFC 7515, Appendix F, EdDSA) of the registry over the exact text. */
  private async verifyEvent(settings: Settings, event: string, jws: string): Promise<void> {
    const [header = '', , signature = ''] = jws.split('.');
    const { kid, alg } = JSON.parse(Buffer.from(header, 'base64url').toString()) as {
      kid: string;
      alg: string;
    };
    if (alg !== 'EdDSA') throw new Error('the event is signed in another way');
    if (!this.keys.has(kid)) await this.loadKeys(settings);
    const key = this.keys.get(kid);
    const signed = Buffer.from(`${header}.${Buffer.from(event).toString('base64url')}`);
    if (!key || !verify(null, signed, key, Buffer.from(signature, 'base64url'))) {
      throw new Error('the signature of the event does not fit');
    }
  }

  private async loadKeys(settings: Settings): Promise<void> {
    const { keys } = await this.get<{ keys: (JsonWebKey & { kid: string })[] }>(
      settings,
      '/.well-known/jwks.json',
    );
    for (const key of keys) this.keys.set(key.kid, createPublicKey({ key, format: 'jwk' }));
  }

  private async get<Answer>(settings: Settings, path: string): Promise<Answer> {
    const answer = await fetch(`${settings.publisherUrl}${path}`, {
      headers: { authorization: `Bearer ${settings.token}` },
      signal: AbortSignal.any([this.stopping.signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    if (!answer.ok) {
      await answer.arrayBuffer();
      throw new Error(`${path.split('?')[0] ?? path} answered ${answer.status}`);
    }
    return (await answer.json()) as Answer;
  }
}
