import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { PlatformConfig } from './config.js';
import type { PlatformStore } from './platform-store.js';
import { readBody } from './read-body.js';
import type { ReceiptSender } from './receipt-sender.js';
import { verifyPush } from './verify-push.js';

/** One push as it arrived, for whoever measures or watches. */
export interface Arrival {
  eventId: string;
  correlationId: string | null;
  eventType: string | null;
  listing: string | null;
  attempt: number | null;
  receivedAt: string;
  /** What it was answered; 0 where the connection was cut. */
  status: number;
}

/** Takes pushes in: verify, apply fenced by version, answer, and claim afterwards. */
export class WebhookReceiver {
  readonly arrivals: Arrival[] = [];
  private readonly failedOnce = new Set<string>();

  constructor(
    private readonly config: PlatformConfig,
    private readonly store: PlatformStore,
    private readonly receipts: ReceiptSender,
  ) {}

  async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const arrival = newArrival(request);
    this.arrivals.push(arrival);
    const body = await readBody(request);
    const { settings } = this.store;
    if (!settings?.signingSecret) return refuse(response, arrival, 503, { 'retry-after': '1' });
    let push;
    try {
      push = verifyPush(body, request.headers, {
        ...settings,
        signingSecret: settings.signingSecret,
      });
    } catch {
      return refuse(response, arrival, 401);
    }
    const { change, delivery } = push;
    arrival.correlationId = change.correlationid;
    arrival.eventType = change.type;
    arrival.listing = change.data.listingRef;
    arrival.attempt = delivery.attempt;
    if (await this.misbehaves(change.id, request, response, arrival)) return;
    this.store.apply(change);
    this.store.save();
    arrival.status = 200;
    response.writeHead(200).end();
    this.receipts.claim(change.id, delivery.receiptUrl);
  }

  private async misbehaves(
    eventId: string,
    request: IncomingMessage,
    response: ServerResponse,
    arrival: Arrival,
  ): Promise<boolean> {
    switch (this.store.behaviour) {
      case 'honest':
      case 'lying':
      case 'pull':
        return false;
      case 'slow':
        await delay(this.config.slowSeconds * 1000);
        return false;
      case 'down':
        refuse(response, arrival, 503);
        return true;
      case 'flaky':
        if (this.failedOnce.has(eventId)) return false;
        this.failedOnce.add(eventId);
        if (this.config.flakyWith === 'reset') request.socket.destroy();
        else refuse(response, arrival, 503, { 'retry-after': '1' });
        return true;
    }
  }
}

function newArrival(request: IncomingMessage): Arrival {
  return {
    eventId: String(request.headers['webhook-id'] ?? ''),
    correlationId: null,
    eventType: null,
    listing: null,
    attempt: null,
    receivedAt: new Date().toISOString(),
    status: 0,
  };
}

function refuse(
  response: ServerResponse,
  arrival: Arrival,
  status: number,
  headers: Record<string, string> = {},
): void {
  arrival.status = status;
  response.writeHead(status, headers).end();
}
