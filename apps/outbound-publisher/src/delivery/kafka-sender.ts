import { Injectable } from '@nestjs/common';
import { Clock } from '#bootstrap';
import { childTraceparent, NotWritten, SubscriberTopics } from '#messaging';
import type { PushOutcome } from '../domain/push-outcome.js';
import type { ChannelSender, OutgoingPush, Push, PushTarget } from './channel-sender.js';
import { PushSigner, type StreamKeys } from './push-signer.js';

/**
 * Pushes to a subscriber's topic: the same bytes and headers as a webhook gets, so that the same code
 * checks both. `delivered` says that the brokers have it, and nothing of who has read it.
 */
@Injectable()
export class KafkaSender implements ChannelSender {
  private readonly keys = new Map<string, { target: PushTarget; keys: StreamKeys }>();

  constructor(
    private readonly topics: SubscriberTopics,
    private readonly signer: PushSigner,
    private readonly clock: Clock,
  ) {}

  async push(given: OutgoingPush, stopping: AbortSignal): Promise<Push> {
    const started = performance.now();
    const end = (outcome: PushOutcome, detail: string | null): Push => ({
      outcome,
      httpStatus: null,
      detail,
      durationMs: performance.now() - started,
      answer: null,
    });
    try {
      await this.write(given, stopping);
      return end({ kind: 'delivered' }, null);
    } catch (error) {
      const reason = error instanceof NotWritten ? error.reason : 'connection';
      const detail = error instanceof Error ? error.message : reason;
      return end({ kind: 'retry', reason, retryAfter: null }, detail);
    }
  }

  /** Whether its topic can be written to; one that was lost is made again. Never throws. */
  async probe(topic: string): Promise<boolean> {
    try {
      await this.topics.create(topic);
      return true;
    } catch {
      return false;
    }
  }

  private write(given: OutgoingPush, stopping: AbortSignal): Promise<void> {
    const { target, bytes, partitionKey } = given;
    if (!target.topic) throw new Error('the stream has no topic');
    return this.topics.write(
      {
        topic: target.topic,
        key: partitionKey,
        value: bytes,
        headers: this.headersOf(given),
      },
      { stopping, mayStart: given.mayStart },
    );
  }

  private headersOf(given: OutgoingPush): Record<string, string> {
    const signed = this.signer.headersOf(
      given,
      this.keysOf(given.target),
      this.clock.now().getTime(),
    );
    const headers: Record<string, string> = { 'content-type': 'application/cloudevents+json' };
    for (let i = 0; i + 1 < signed.length; i += 2) headers[signed[i] ?? ''] = signed[i + 1] ?? '';
    return {
      ...headers,
      'yichu-offset': String(given.offset),
      'yichu-epoch': String(given.epoch),
      traceparent: childTraceparent(given.traceparent ?? undefined),
    };
  }

  /** Prepared once for as long as the stream's secrets stay. */
  private keysOf(target: PushTarget): StreamKeys {
    const known = this.keys.get(target.streamId);
    if (known?.target === target) return known.keys;
    const keys = this.signer.keysOf(target);
    this.keys.set(target.streamId, { target, keys });
    return keys;
  }
}
