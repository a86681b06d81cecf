import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PushTarget } from '../delivery/channel-sender.js';
import { rateInForce, type Channel, type StreamStatus } from '../domain/stream.js';

/** All of a stream that its setting up can change. */
export interface StreamSetup {
  id: string;
  subscriberId: string;
  channel: Channel;
  status: StreamStatus;
  url: string | null;
  sealedSecret: Buffer | null;
  previousSealedSecret: Buffer | null;
  previousSecretUntil: Date | null;
  /** Agreed with the subscriber, or set by operations. */
  agreedRate: number | null;
  /** What its receiver allowed in the newest handshake; a new address has said nothing yet. */
  allowedRate: number | null;
  maxInFlight: number | null;
  /** Its receiver has yet to prove itself, and nobody vouched for it. */
  mustProve: boolean;
  /** It had another address before. */
  hasMoved: boolean;
}

export type StreamLimits = Pick<StreamSetup, 'agreedRate' | 'allowedRate' | 'maxInFlight'>;
export type StreamAddress = Pick<StreamSetup, 'id' | 'status' | 'mustProve'> & { url: string };

/** A stream's address, secrets, limits and proof. */
@Injectable()
export class StreamSetupStore {
  async find(db: EntityManager, id: string): Promise<StreamSetup | null> {
    const rows: StreamSetup[] = await db.query(`${SELECT} WHERE id = $1`, [id]);
    return rows[0] ?? null;
  }

  /** The same, and nobody else changes it until the transaction ends. */
  async lock(db: EntityManager, id: string): Promise<StreamSetup | null> {
    const rows: StreamSetup[] = await db.query(`${SELECT} WHERE id = $1 FOR NO KEY UPDATE`, [id]);
    return rows[0] ?? null;
  }

  async setAddress(
    db: EntityManager,
    { id, url, status, mustProve }: StreamAddress,
    now: Date,
  ): Promise<void> {
    await db.query(
      `UPDATE stream SET url = $2, status = $3, must_prove = $4, has_moved = true,
         verified_at = NULL WHERE id = $1`,
      [id, url, status, mustProve],
    );
    await this.rememberAddress(db, id, url, now);
  }

  /** From then on pushes go there. */
  async rememberAddress(db: EntityManager, id: string, url: string, since: Date): Promise<void> {
    await db.query(
      `INSERT INTO stream_address (stream_id, since, url) VALUES ($1, $2, $3)
       ON CONFLICT (stream_id, since) DO UPDATE SET url = excluded.url`,
      [id, since, url],
    );
  }

  async setLimits(db: EntityManager, id: string, limits: StreamLimits): Promise<void> {
    await db.query(
      `UPDATE stream SET agreed_rate = $2, allowed_rate = $3, rate_per_second = $4,
         max_in_flight = $5 WHERE id = $1`,
      [id, limits.agreedRate, limits.allowedRate, rateInForce(limits), limits.maxInFlight],
    );
  }

  /** The secret before this one signs beside it until then. */
  async rotateSecret(db: EntityManager, id: string, sealed: Buffer, until: Date): Promise<void> {
    await db.query(
      `UPDATE stream SET previous_sealed_secret = sealed_secret, previous_secret_until = $3,
         sealed_secret = $2 WHERE id = $1`,
      [id, sealed, until],
    );
  }

  /** The newest never got to where it is needed; the one before it goes on signing. */
  async replaceSecret(db: EntityManager, id: string, sealed: Buffer, until: Date): Promise<void> {
    await db.query(
      'UPDATE stream SET sealed_secret = $2, previous_secret_until = $3 WHERE id = $1',
      [id, sealed, until],
    );
  }

  async setVerified(
    db: EntityManager,
    { id, status }: { id: string; status: StreamStatus },
    at: Date,
  ): Promise<void> {
    await db.query(
      'UPDATE stream SET verified_at = $3, must_prove = false, status = $2 WHERE id = $1',
      [id, status, at],
    );
  }

  /** Whether its receiver has still to prove itself: owed by who opened it, or waived by operations. */
  async setMustProve(db: EntityManager, id: string, mustProve: boolean): Promise<void> {
    await db.query('UPDATE stream SET must_prove = $2 WHERE id = $1', [id, mustProve]);
  }
}

/** Where pushes of this stream go, and what they are signed with; null when it is not pushed to by us. */
export function webhookTargetOf(stream: StreamSetup): (PushTarget & { url: string }) | null {
  const { id, subscriberId, channel, url, sealedSecret } = stream;
  if (channel !== 'webhook' || !url || !sealedSecret) return null;
  const { previousSealedSecret, previousSecretUntil } = stream;
  return {
    streamId: id,
    subscriberId,
    channel,
    url,
    topic: null,
    sealedSecret,
    previousSealedSecret,
    previousSecretUntil,
  };
}

const SELECT = `SELECT id, subscriber_id AS "subscriberId", channel, status, url,
  sealed_secret AS "sealedSecret", previous_sealed_secret AS "previousSealedSecret",
  previous_secret_until AS "previousSecretUntil", allowed_rate AS "allowedRate",
  CASE WHEN allowed_rate IS NULL THEN rate_per_second ELSE agreed_rate END AS "agreedRate",
  max_in_flight AS "maxInFlight", must_prove AS "mustProve", has_moved AS "hasMoved"
  FROM stream`;
