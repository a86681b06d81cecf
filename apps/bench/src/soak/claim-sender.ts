import { setTimeout as pause } from 'node:timers/promises';
import { call } from '#stack';

const BATCH = 100;
const BETWEEN_MS = 300;

/** Tells the publisher what was applied, and keeps at it: processes die, and others answer. */
export class ClaimSender {
  private readonly unsent: string[] = [];
  private sending = false;
  private turn = 0;

  constructor(
    private readonly urls: readonly string[],
    private readonly token: string,
  ) {}

  claim(eventId: string): void {
    this.unsent.push(eventId);
    if (!this.sending) void this.sendAll();
  }

  private async sendAll(): Promise<void> {
    this.sending = true;
    while (this.unsent.length > 0) {
      await pause(BETWEEN_MS);
      const batch = this.unsent.slice(0, BATCH);
      if (await this.send(batch)) this.unsent.splice(0, batch.length);
      else this.turn++;
    }
    this.sending = false;
  }

  private async send(eventIds: readonly string[]): Promise<boolean> {
    const receipts = eventIds.map((eventId) => ({ eventId, stage: 'applied' }));
    const url = this.urls[this.turn % this.urls.length] ?? '';
    return call(`${url}/v1/receipts`, { method: 'POST', token: this.token, body: { receipts } })
      .then(() => true)
      .catch(() => false);
  }
}
