import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { newId, type Topic } from '#contracts';
import type { Queue } from '../consumer/inbox.js';
import type { ReceivedMessage } from '../consumer/received-message.js';
import { MessagingOptions } from '../messaging-options.js';
import { seal } from './parked-cipher.js';

/** Why a message can't be handled. `key` is set where signed bytes name it: then later ones of it wait. */
export interface Fault {
  reason: string;
  detail: string;
  key: string | null;
}

/** Where messages wait that could not be handled. A row goes when it is re-driven or discarded. */
@Injectable()
export class ParkingLot {
  constructor(private readonly options: MessagingOptions) {}

  /** Parks a message, or notes why a parked one failed again. @returns whether it holds its key back. */
  async park(manager: EntityManager, message: ReceivedMessage, fault: Fault): Promise<boolean> {
    const id = newId('prk');
    const blocks = fault.key !== null && fault.reason !== 'QUEUED_BEHIND';
    const { topic, partition, offset, bytes, jws, traceparent } = message;
    const key = fault.key ?? message.key;
    await manager.query(
      `INSERT INTO parked (id, consumer, topic, partition, kafka_offset, key, reason, detail, blocks,
                           sealed_bytes, jws, traceparent)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
       ON CONFLICT (consumer, topic, partition, kafka_offset)
       DO UPDATE SET reason = excluded.reason, detail = excluded.detail, blocks = excluded.blocks`,
      [
        id,
        this.options.consumer,
        this.options.nameOf(topic),
        partition,
        offset,
        key === null ? null : shortText(key),
        fault.reason,
        shortText(fault.detail),
        blocks,
        seal(bytes, this.options.config.parkedKey, id),
        jws ?? null,
        traceparent ?? null,
      ],
    );
    return blocks;
  }

  /** Under which topic and key a message's predecessors are parked. */
  queueOf(topic: Topic, key: string): Queue {
    return { topic: this.options.nameOf(topic), key: shortText(key) };
  }
}

const MAX_TEXT = 200;

/** A stranger's key or an error's words must never keep a message from being parked: no NUL, no size that an index refuses. */
function shortText(text: string): string {
  return text.slice(0, MAX_TEXT).replaceAll('\0', '\uFFFD');
}
