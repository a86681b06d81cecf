import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '#bootstrap';
import { newId } from '#contracts';
import { currentTraceparent } from '#messaging';
import { signDetached, SigningKeys } from '#signing';
import { PublisherSettings } from '../config.js';
import { permissionOf, type HandshakeRefusal } from '../domain/handshake.js';
import type { PushFailure } from '../domain/push-failure.js';
import type { OutgoingPush, Push, PushTarget } from './channel-sender.js';
import { PushSender } from './push-sender.js';
import { RequestFailed, SubscriberHttp } from './subscriber-http.js';

/** One event that is no change of a listing, and what came of pushing it. */
export interface TriedEvent {
  push: OutgoingPush;
  event: object;
  startedAt: Date;
  ended: Push;
}

export interface Handshake {
  passed: boolean;
  httpStatus: number | null;
  reason: HandshakeRefusal | 'NO_ANSWER' | null;
  detail: string | null;
  /** Why there was no answer, where there was none. */
  failure: PushFailure | null;
  ratePerSecond: number | null;
}

export interface Verification extends TriedEvent {
  passed: boolean;
}

type WebhookTarget = PushTarget & { url: string };

/** What we ask for where nothing else was agreed; the receiver may allow less. */
const WANTED_PER_MINUTE = 6_000;
const HANDSHAKE_TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 16 * 1024;
const STATE_BYTES = 24;

/** Asks receivers whether they want our pushes, and finds out whether they take them. */
@Injectable()
export class StreamVerifier {
  private readonly origin: string;
  private readonly stopping = new AbortController();

  constructor(
    private readonly http: SubscriberHttp,
    private readonly sender: PushSender,
    private readonly keys: SigningKeys,
    private readonly clock: Clock,
    settings: PublisherSettings,
  ) {
    this.origin = new URL(settings.publicUrl).hostname;
  }

  /** CloudEvents' OPTIONS handshake: whoever owns the address says that we may push there, and how fast. */
  async handshake({ url }: WebhookTarget): Promise<Handshake> {
    try {
      const answer = await this.http.send({
        method: 'OPTIONS',
        url,
        headers: {
          'webhook-request-origin': this.origin,
          'webhook-request-rate': String(WANTED_PER_MINUTE),
        },
        timeoutMs: HANDSHAKE_TIMEOUT_MS,
        maxBytes: MAX_ANSWER_BYTES,
      });
      const permission = permissionOf(
        {
          status: answer.status,
          allowedOrigin: answer.header('webhook-allowed-origin'),
          allowedRate: answer.header('webhook-allowed-rate'),
        },
        this.origin,
      );
      return {
        passed: permission.allowed,
        httpStatus: answer.status,
        reason: permission.allowed ? null : permission.reason,
        detail: null,
        failure: null,
        ratePerSecond: permission.allowed ? permission.ratePerSecond : null,
      };
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      const failed = { passed: false, httpStatus: null, ratePerSecond: null } as const;
      const { reason: failure, message } = error;
      return { ...failed, reason: 'NO_ANSWER', detail: `${failure}: ${message}`, failure };
    }
  }

  /** The verification event: whoever answers it with its `state` has read it. */
  async verify(target: WebhookTarget): Promise<Verification> {
    const state = randomBytes(STATE_BYTES).toString('base64url');
    const tried = await this.send(target, 'stream.verification.v1', { state });
    return { ...tried, passed: isDelivered(tried) && stateIn(tried.ended.answer) === state };
  }

  /** A sample push for whoever integrates: signed like any other, and about nothing. */
  test(target: WebhookTarget): Promise<TriedEvent> {
    return this.send(target, 'stream.test.v1', {
      message: '测试推送，无需处理。A test: nothing to do.',
    });
  }

  /** Whether a receiver that failed is back: a verification event, so that no removal is risked on it. */
  async probe(target: PushTarget): Promise<boolean> {
    const state = randomBytes(STATE_BYTES).toString('base64url');
    return isDelivered(await this.send(target, 'stream.verification.v1', { state }));
  }

  private async send(target: PushTarget, type: string, data: object): Promise<TriedEvent> {
    const startedAt = this.clock.now();
    const event = {
      specversion: '1.0',
      id: newId('evt'),
      source: 'urn:yichu:publisher',
      type,
      subject: target.streamId,
      time: startedAt.toISOString(),
      datacontenttype: 'application/json',
      data,
    };
    const bytes = Buffer.from(JSON.stringify(event));
    const push: OutgoingPush = {
      target,
      deliveryId: newId('dlv'),
      eventId: event.id,
      bytes,
      jws: await signDetached(bytes, this.keys.of('publisher')),
      traceparent: currentTraceparent() ?? null,
      partitionKey: target.streamId,
      // It has no place among the subscriber's changes.
      offset: 0,
      epoch: 1,
      attempt: 1,
      applyBy: null,
    };
    const ended = await this.sender.push(push, this.stopping.signal);
    return { push, event, startedAt, ended };
  }
}

function isDelivered({ ended }: TriedEvent): boolean {
  return ended.outcome.kind === 'delivered';
}

function stateIn(answer: string | null): unknown {
  try {
    const value: unknown = JSON.parse(answer ?? '');
    return typeof value === 'object' && value !== null && 'state' in value ? value.state : null;
  } catch {
    return null;
  }
}
