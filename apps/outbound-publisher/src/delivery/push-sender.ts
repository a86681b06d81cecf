import { Injectable } from '@nestjs/common';
import { Clock } from '#bootstrap';
import { childTraceparent } from '#messaging';
import { outcomeOf, type PushAnswer } from '../domain/push-outcome.js';
import { AddressRefused } from './address-guard.js';
import type { ChannelSender, OutgoingPush, Push, PushTarget } from './channel-sender.js';
import type { Exchange } from './exchange.js';
import { PushSigner, type StreamKeys } from './push-signer.js';
import { failureOf, messageOf, pathOf, SubscriberHttp } from './subscriber-http.js';

export const PUSH_TIMEOUT_MS = 15_000;
const MAX_ANSWER_BYTES = 16 * 1024;
const KEPT_ANSWER_BYTES = 2 * 1024;

/** `00-<32 hex>-<16 hex>-<2 hex>` */
const TRACEPARENT_LENGTH = 55;
const SPAN_START = 36;
const SPAN_END = 52;

/** What a stream's pushes have in common, prepared once. */
interface Prepared {
  target: PushTarget;
  url: URL;
  path: string;
  keys: StreamKeys;
}

/** Pushes to webhooks: the exact bytes of the change, signed for the receiver. */
@Injectable()
export class PushSender implements ChannelSender {
  private readonly prepared = new Map<string, Prepared>();

  constructor(
    private readonly http: SubscriberHttp,
    private readonly signer: PushSigner,
    private readonly clock: Clock,
  ) {}

  push(given: OutgoingPush, stopping: AbortSignal): Promise<Push> {
    const started = performance.now();
    return new Promise((resolve) => {
      const end = (answer: PushAnswer, detail: string | null, ended?: Exchange): void =>
        resolve({
          outcome: outcomeOf(answer, this.clock.now()),
          httpStatus: ended?.status ?? null,
          detail,
          durationMs: performance.now() - started,
          answer: ended ? textOf(ended.body) : null,
        });
      try {
        this.start(given, started, stopping, (ended) => {
          const answer = answerOf(ended);
          end(answer, answer.kind === 'failed' ? messageOf(ended) : null, ended);
        });
      } catch (error) {
        const reason = error instanceof AddressRefused ? 'address' : 'connection';
        end({ kind: 'failed', reason }, error instanceof Error ? error.message : reason);
      }
    });
  }

  private start(
    given: OutgoingPush,
    started: number,
    stopping: AbortSignal,
    done: (ended: Exchange) => void,
  ): void {
    const { url, path, keys } = this.prepare(given.target);
    this.http.start(
      this.http.place(given.target.streamId, url, given.target.maxInFlight ?? undefined),
      {
        method: 'POST',
        path,
        headers: [
          'content-type',
          'application/cloudevents+json',
          ...this.signer.headersOf(given, keys, this.clock.now().getTime()),
          'traceparent',
          ownSpanOf(given.traceparent),
        ],
        body: given.bytes,
        deadline: started + PUSH_TIMEOUT_MS,
        maxBytes: MAX_ANSWER_BYTES,
        keepBytes: KEPT_ANSWER_BYTES,
        stopping,
        mayStart: given.mayStart,
      },
      done,
    );
  }

  private prepare(target: PushTarget): Prepared {
    const known = this.prepared.get(target.streamId);
    if (known?.target === target) return known;
    if (known && isSame(known.target, target)) {
      known.target = target;
      return known;
    }
    // Connections to where it went before, or another number of them.
    if (known) this.http.forget(target.streamId);
    if (!target.url) throw new Error('the stream has no address');
    const url = new URL(target.url);
    const prepared = { target, url, path: pathOf(url), keys: this.signer.keysOf(target) };
    this.prepared.set(target.streamId, prepared);
    return prepared;
  }
}

/** A span of its own in the trace of the change. Ours are of one form, so they need not be taken apart. */
function ownSpanOf(traceparent: string | null): string {
  if (traceparent?.length !== TRACEPARENT_LENGTH) {
    return childTraceparent(traceparent ?? undefined);
  }
  return `${traceparent.slice(0, SPAN_START)}${randomHex8()}${randomHex8()}${traceparent.slice(SPAN_END)}`;
}

function randomHex8(): string {
  return (1 + Math.floor(Math.random() * 0xffff_ffff)).toString(16).padStart(8, '0');
}

function isSame(a: PushTarget, b: PushTarget): boolean {
  return (
    a.url === b.url &&
    (a.maxInFlight ?? null) === (b.maxInFlight ?? null) &&
    a.sealedSecret.equals(b.sealedSecret) &&
    a.previousSecretUntil?.getTime() === b.previousSecretUntil?.getTime()
  );
}

function answerOf(ended: Exchange): PushAnswer {
  if (ended.status === null) return { kind: 'failed', reason: failureOf(ended) };
  return {
    kind: 'answered',
    status: ended.status,
    retryAfter: ended.header('retry-after'),
    webhookDelivery: ended.header('webhook-delivery'),
  };
}

/** The receiver's own words, of whatever bytes they are, as a text that can be stored. */
function textOf(body: Buffer): string | null {
  if (body.length === 0) return null;
  return (
    body
      .toString('utf8')
      .replaceAll('\0', '')
      .replace(/\uFFFD+$/, '') || null
  );
}
