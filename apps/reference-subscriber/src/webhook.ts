import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { changeIn, stateIn, type PushedEvent } from './change.js';
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

/** What this platform can take; the publisher keeps to it. */
const ALLOWED_PER_MINUTE = 60_000;

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
    const { event, delivery } = push;
    if (event.type.startsWith('stream.')) return this.answerStream(event, arrival, response);
    const change = changeIn(event);
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

  /**
   * The OPTIONS handshake of CloudEvents: whoever owns this address says who may push here, and how
   * many requests a minute.
   */
  allow(request: IncomingMessage, response: ServerResponse): void {
    const origin = request.headers['webhook-request-origin'];
    const { settings } = this.store;
    if (!settings || origin !== new URL(settings.publisherUrl).hostname) {
      response.writeHead(403).end();
      return;
    }
    response
      .writeHead(200, {
        'webhook-allowed-origin': origin,
        'webhook-allowed-rate': String(ALLOWED_PER_MINUTE),
      })
      .end();
  }

  /** What is about the stream and no listing: a verification wants its state back, a test nothing. */
  private answerStream(event: PushedEvent, arrival: Arrival, response: ServerResponse): void {
    this.arrivals.splice(this.arrivals.indexOf(arrival), 1);
    if (this.store.behaviour === 'down') {
      response.writeHead(503).end();
      return;
    }
    const state = stateIn(event);
    if (event.type !== 'stream.verification.v1' || state === null) {
      response.writeHead(204).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ state }));
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
