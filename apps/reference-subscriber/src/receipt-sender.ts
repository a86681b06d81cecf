import { setTimeout as delay } from 'node:timers/promises';
import type { PlatformStore, Receipt } from './platform-store.js';

const BATCH = 100;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
const TIMEOUT_MS = 10_000;

/** Claims what was applied, and keeps at it until the publisher has taken the claim. */
export class ReceiptSender {
  private receiptUrl: string | undefined;
  private sending: Promise<void> | undefined;
  private readonly stopping = new AbortController();

  constructor(private readonly store: PlatformStore) {}

  /** @param receiptUrl where the publisher wants it, from the verified delivery. */
  claim(eventId: string, receiptUrl: string): void {
    this.receiptUrl = receiptUrl;
    const receipt: Receipt = { eventId, stage: 'applied', appliedAt: new Date().toISOString() };
    this.store.unsentReceipts.push(receipt);
    this.start();
  }

  /** Sends what was left over from before a restart. */
  resume(): void {
    const { settings, unsentReceipts } = this.store;
    if (!settings || unsentReceipts.length === 0) return;
    this.receiptUrl ??= `${settings.publisherUrl}/v1/receipts`;
    this.start();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.sending;
  }

  private start(): void {
    this.sending ??= this.sendAll().finally(() => {
      this.sending = undefined;
      if (this.store.unsentReceipts.length > 0 && !this.stopping.signal.aborted) this.start();
    });
  }

  private async sendAll(): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    while (this.store.unsentReceipts.length > 0 && !this.stopping.signal.aborted) {
      const batch = this.store.unsentReceipts.slice(0, BATCH);
      if (await this.send(batch)) {
        this.store.unsentReceipts.splice(0, batch.length);
        this.store.save();
        pause = FIRST_PAUSE_MS;
      } else {
        await delay(pause, undefined, { signal: this.stopping.signal }).catch(() => undefined);
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      }
    }
  }

  private async send(receipts: Receipt[]): Promise<boolean> {
    const token = this.store.settings?.token;
    if (!token || !this.receiptUrl) return false;
    try {
      const answer = await fetch(this.receiptUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ receipts }),
        signal: AbortSignal.any([this.stopping.signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      await answer.arrayBuffer();
      return answer.ok;
    } catch {
      return false;
    }
  }
}
