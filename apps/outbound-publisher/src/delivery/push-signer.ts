import { sign } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SigningKeys, type SigningKey } from '#signing';
import { PublisherSettings } from '../config.js';
import { StreamSecrets } from '../storage/stream-secrets.js';
import type { OutgoingPush, PushTarget } from './channel-sender.js';
import { HmacSha256 } from './hmac-sha256.js';

/** What a stream's pushes are signed with, prepared once. */
export interface StreamKeys {
  current: HmacSha256;
  /** Signs beside the current one until then (milliseconds). */
  previous: { key: HmacSha256; until: number } | null;
  /** `yichu-delivery` up to what is of one delivery. */
  claimsStart: string;
}

const JWT_HEADER = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'JWT' })).toString('base64url');

/**
 * Signs pushes: the three headers of Standard Webhooks, `v1` (HMAC) for its libraries and `v1a` (Ed25519)
 * as proof, and `yichu-delivery`, a JWT under the stream's secret, because it is per recipient. The
 * Ed25519 signature is the same for every stream and made once per event and second.
 */
@Injectable()
export class PushSigner {
  private readonly key: SigningKey;
  /** `yichu-delivery` from where it is of one delivery no more. */
  private readonly claimsEnd: string;
  private second = 0;
  private readonly ofThisSecond = new Map<string, string>();

  constructor(
    keys: SigningKeys,
    private readonly secrets: StreamSecrets,
    settings: PublisherSettings,
  ) {
    this.key = keys.of('publisher');
    this.claimsEnd = `,"receiptUrl":${JSON.stringify(`${settings.publicUrl}/v1/receipts`)},"iat":`;
  }

  /** @throws when a secret does not open: it was sealed under another key. */
  keysOf(target: PushTarget): StreamKeys {
    const { streamId, subscriberId, sealedSecret, previousSealedSecret, previousSecretUntil } =
      target;
    const open = (sealed: Buffer): HmacSha256 =>
      new HmacSha256(this.secrets.open(streamId, sealed));
    return {
      current: open(sealedSecret),
      previous:
        previousSealedSecret && previousSecretUntil
          ? { key: open(previousSealedSecret), until: previousSecretUntil.getTime() }
          : null,
      claimsStart: `{"iss":"yichu","aud":${JSON.stringify(subscriberId)},"jti":"`,
    };
  }

  /** Headers of one push, names and values in turn. @param now in milliseconds. */
  headersOf(given: OutgoingPush, keys: StreamKeys, now: number): string[] {
    const second = Math.floor(now / 1000);
    return [
      'webhook-id',
      given.eventId,
      'webhook-timestamp',
      String(second),
      'webhook-signature',
      this.signatures(given, keys, second, now),
      'yichu-event-jws',
      given.jws,
      'yichu-delivery',
      this.deliveryToken(given, keys, second),
    ];
  }

  private signatures(
    { eventId, bytes }: OutgoingPush,
    keys: StreamKeys,
    second: number,
    now: number,
  ): string {
    const prefix = `${eventId}.${second}.`;
    const { current, previous } = keys;
    const own = `v1,${current.digest(prefix, bytes, 'base64')}`;
    const both =
      previous && now < previous.until
        ? `${own} v1,${previous.key.digest(prefix, bytes, 'base64')}`
        : own;
    return `${both} v1a,${this.asymmetric(eventId, bytes, second, prefix)}`;
  }

  private deliveryToken(given: OutgoingPush, keys: StreamKeys, second: number): string {
    const { deliveryId, eventId, offset, epoch, attempt, applyBy } = given;
    const claims =
      `${keys.claimsStart}${deliveryId}","eventId":${JSON.stringify(eventId)},"offset":${offset}` +
      `,"epoch":${epoch},"attempt":${attempt}` +
      `,"applyBy":${applyBy ? `"${applyBy.toISOString()}"` : 'null'}${this.claimsEnd}${second}}`;
    const signed = `${JWT_HEADER}.${Buffer.from(claims).toString('base64url')}`;
    return `${signed}.${keys.current.digest(signed, null, 'base64url')}`;
  }

  private asymmetric(eventId: string, bytes: Buffer, second: number, prefix: string): string {
    if (second !== this.second) {
      this.second = second;
      this.ofThisSecond.clear();
    }
    const cached = this.ofThisSecond.get(eventId);
    if (cached) return cached;
    const signed = Buffer.concat([Buffer.from(prefix), bytes]);
    const encoded = sign(null, signed, this.key.privateKey).toString('base64');
    this.ofThisSecond.set(eventId, encoded);
    return encoded;
  }
}
