import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

export interface NewKafkaStream {
  id: string;
  subscriberId: string;
  topic: string;
  sealedSecret: Buffer;
  keyId: string;
  createdAt: Date;
}

@Injectable()
export class KafkaStreamStore {
  async exists(db: EntityManager, subscriberId: string): Promise<boolean> {
    const [row] = await db.query<{ found: boolean }[]>(
      `SELECT EXISTS (SELECT FROM stream WHERE subscriber_id = $1 AND channel = 'kafka') AS found`,
      [subscriberId],
    );
    return row?.found ?? false;
  }

  /** Its pace is the contract's. @returns false when the subscriber has one already. */
  async insert(db: EntityManager, stream: NewKafkaStream): Promise<boolean> {
    const { id, subscriberId, topic, sealedSecret, keyId, createdAt } = stream;
    const rows = await db.query<{ id: string }[]>(
      `INSERT INTO stream (id, subscriber_id, channel, status, topic, sealed_secret, key_id,
         rate_per_second, max_in_flight, created_at)
       SELECT $1, id, 'kafka', 'enabled', $3, $4, $5, (contract #>> '{rate,perSecond}')::integer,
         (contract #>> '{rate,atOnce}')::integer, $6
       FROM subscriber WHERE id = $2
       ON CONFLICT (subscriber_id) WHERE channel = 'kafka' DO NOTHING RETURNING id`,
      [id, subscriberId, topic, sealedSecret, keyId, createdAt],
    );
    return rows.length > 0;
  }
}
