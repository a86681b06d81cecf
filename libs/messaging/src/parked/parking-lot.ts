import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { newId, type Topic } from '#contracts';
import type { ReceivedMessage } from '../consumer/received-message.js';
import { MessagingOptions } from '../messaging-options.js';
import { fingerprintOf, seal } from './parked-cipher.js';

/** Why a message can't be handled. `key` is set where signed bytes name it: then later ones of it wait. */
export interface Fault {
  reason: string;
  detail: string;
  key: string | null;
}

/** The topic and key whose parked messages go first. */
export interface Queue {
  topic: string;
  key: string;
}

/** Where messages wait that could not be handled. A row goes when it is re-driven or discarded. */
@Injectable()
export class ParkingLot {
  constructor(private readonly options: MessagingOptions) {}

  /** Parks a message that has arrived, once. @returns whether it holds its key back. */
  async park(manager: EntityManager, message: ReceivedMessage, fault: Fault): Promise<boolean> {
    const id = newId('prk');
    const blocks = holdsItsKey(fault);
    const { topic, partition, offset, bytes, jws, traceparent } = message;
    const key = fault.key ?? message.key;
    const { parkedKey } = this.options.config;
    await manager.query(
      `INSERT INTO parked (id, consumer, topic, partition, kafka_offset, key, reason, detail, blocks,
                           sealed_bytes, fingerprint, jws, traceparent)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
       ON CONFLICT (consumer, topic, partition, kafka_offset, fingerprint) DO NOTHING`,
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
        seal(bytes, parkedKey, id),
        fingerprintOf(bytes, jws, parkedKey),
        jws ?? null,
        traceparent ?? null,
      ],
    );
    return blocks;
  }

  /** Notes why a parked message failed again; it keeps its place. @returns whether it holds its key back. */
  async keep(manager: EntityManager, id: string, fault: Fault): Promise<boolean> {
    const blocks = holdsItsKey(fault);
    await manager.query(
      `UPDATE parked SET reason = $2, detail = $3, blocks = $4, key = coalesce($5, key) WHERE id = $1`,
      [id, fault.reason, shortText(fault.detail), blocks, fault.key && shortText(fault.key)],
    );
    return blocks;
  }

  /** Under which topic and key a message's predecessors are parked. */
  queueOf(topic: Topic, key: string): Queue {
    return { topic: this.options.nameOf(topic), key: shortText(key) };
  }
}

function holdsItsKey({ key, reason }: Fault): boolean {
  return key !== null && reason !== 'QUEUED_BEHIND';
}

const MAX_TEXT = 200;

/** A stranger's key or an error's words must never keep a message from being parked: no NUL, no size that an index refuses. */
function shortText(text: string): string {
  return text.slice(0, MAX_TEXT).replaceAll('\0', '\uFFFD');
}
