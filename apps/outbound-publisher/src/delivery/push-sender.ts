import { Injectable } from '@nestjs/common';
import { Clock } from '#bootstrap';
import { childTraceparent } from '#messaging';
import { PublisherSettings } from '../config.js';
import { outcomeOf, type PushAnswer, type PushOutcome } from '../domain/push-outcome.js';
import type { ClaimedDelivery } from '../storage/delivery.store.js';
import { PushSigner } from './push-signer.js';
import { RequestFailed, SubscriberHttp } from './subscriber-http.js';

/** One request that was made, or could not be. */
export interface Push {
  outcome: PushOutcome;
  httpStatus: number | null;
  /** Short and free of the receiver's own words. */
  detail: string | null;
  durationMs: number;
}

export const PUSH_TIMEOUT_MS = 15_000;
const MAX_ANSWER_BYTES = 16 * 1024;

/** Sends one claimed delivery: exact stored bytes, signed for its receiver. Never throws. */
@Injectable()
export class PushSender {
  constructor(
    private readonly http: SubscriberHttp,
    private readonly signer: PushSigner,
    private readonly clock: Clock,
    private readonly settings: PublisherSettings,
  ) {}

  async push(delivery: ClaimedDelivery, stopping: AbortSignal): Promise<Push> {
    const started = performance.now();
    const { answer, detail } = await this.request(delivery, stopping);
    return {
      outcome: outcomeOf(answer, this.clock.now()),
      httpStatus: answer.kind === 'answered' ? answer.status : null,
      detail,
      durationMs: performance.now() - started,
    };
  }

  private async request(
    delivery: ClaimedDelivery,
    signal: AbortSignal,
  ): Promise<{ answer: PushAnswer; detail: string | null }> {
    try {
      const answer = await this.http.send({
        method: 'POST',
        url: delivery.url,
        headers: this.headersOf(delivery),
        body: delivery.bytes,
        timeoutMs: PUSH_TIMEOUT_MS,
        maxBytes: MAX_ANSWER_BYTES,
        signal,
      });
      return {
        answer: {
          kind: 'answered',
          status: answer.status,
          retryAfter: answer.header('retry-after'),
          webhookDelivery: answer.header('webhook-delivery'),
        },
        detail: null,
      };
    } catch (error) {
      const reason = error instanceof RequestFailed ? error.reason : 'connection';
      return {
        answer: { kind: 'failed', reason },
        detail: error instanceof Error ? error.message : reason,
      };
    }
  }

  private headersOf(delivery: ClaimedDelivery): Record<string, string> {
    const now = this.clock.now();
    const stream = { id: delivery.streamId, sealedSecret: delivery.sealedSecret };
    return {
      'content-type': 'application/cloudevents+json',
      ...this.signer.webhookHeaders(stream, { id: delivery.eventId, bytes: delivery.bytes }, now),
      'yichu-event-jws': delivery.jws,
      'yichu-delivery': this.signer.deliveryToken(stream, {
        iss: 'yichu',
        aud: delivery.subscriberId,
        jti: delivery.id,
        eventId: delivery.eventId,
        offset: delivery.offset,
        epoch: delivery.epoch,
        attempt: delivery.attempt,
        applyBy: delivery.applyBy?.toISOString() ?? null,
        receiptUrl: `${this.settings.publicUrl}/v1/receipts`,
        iat: Math.floor(now.getTime() / 1000),
      }),
      traceparent: childTraceparent(delivery.traceparent ?? undefined),
    };
  }
}
