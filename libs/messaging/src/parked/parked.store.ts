import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { appendLedger } from '#ledger';
import type { Act } from '../act.js';
import type { Disposition } from '../consumer/disposition.js';
import { MessageProcessor, type Attempt } from '../consumer/message-processor.js';
import { digestOf, type ReceivedMessage } from '../consumer/received-message.js';
import { isInfrastructureFault, sentenceOf } from '../faults.js';
import { MessagingOptions } from '../messaging-options.js';
import { UnitOfWork } from '../unit-of-work.js';
import { unseal } from './parked-cipher.js';

/** A parked message as operations see it (design.md §10). */
export interface ParkedView {
  id: string;
  topic: string;
  partition: number;
  offset: number;
  key: string | null;
  reason: string;
  /** base64 */
  bytes: string;
  blocks: boolean;
}

interface ParkedRow {
  seq: string;
  id: string;
  topic: string;
  partition: number;
  kafka_offset: string;
  key: string | null;
  reason: string;
  blocks: boolean;
  sealed_bytes: Buffer;
  jws: string | null;
  traceparent: string | null;
}

const MAX_PAGE = 500;

/** What operations can do with parked messages: look, run again, give up with a reason. */
@Injectable()
export class ParkedStore {
  private readonly logger = new Logger('Messages');

  constructor(
    private readonly dataSource: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly processor: MessageProcessor,
    private readonly options: MessagingOptions,
  ) {}

  /** Oldest first. `next` continues after the last row of this page. */
  async list({ limit = 100, after }: { limit?: number; after?: string | undefined } = {}): Promise<{
    data: ParkedView[];
    next: string | null;
  }> {
    const size = Math.min(Math.max(limit, 1), MAX_PAGE);
    const rows = await this.dataSource.query<ParkedRow[]>(
      `SELECT * FROM parked WHERE consumer = $1 AND id > $2 ORDER BY id LIMIT $3`,
      [this.options.consumer, after ?? '', size + 1],
    );
    const page = rows.slice(0, size);
    return {
      data: page.map((row) => this.toView(row)),
      next: rows.length > size ? (page.at(-1)?.id ?? null) : null,
    };
  }

  /**
   * Runs a parked message again, and after it in order those that queued behind it; an earlier one of
   * its key goes first. Stops at the first that fails again.
   * @returns how that message ended, or null where no such message is parked.
   */
  async redrive(id: string, act: Act): Promise<Disposition | null> {
    const asked = await this.find(this.dataSource.manager, id);
    if (!asked) return null;
    let result: Disposition = { kind: 'parked', reason: asked.reason, blocks: asked.blocks };
    let row = asked.blocks || isQueued(asked) ? await this.firstOfQueue(asked) : asked;
    while (row) {
      const disposition = await this.redriveOne(row, act);
      if (row.id === id && disposition) result = disposition;
      if (disposition?.kind === 'parked' || !(asked.blocks || isQueued(asked))) return result;
      row = await this.firstOfQueue(asked);
    }
    return result;
  }

  /** Gives a message up for good; those that queued behind it run. @returns false where no such message is parked. */
  async discard(id: string, reason: string, act: Act): Promise<boolean> {
    const row = await this.unitOfWork.run(async (tx) => {
      const found = await this.lock(tx.manager, id);
      if (!found) return null;
      await this.remove(tx.manager, found);
      await this.record(tx.manager, found, act, {
        action: 'parked.discarded',
        discardReason: reason,
      });
      return found;
    });
    if (!row) return false;
    const next = row.blocks ? await this.firstOfQueue(row) : null;
    if (next && isQueued(next)) await this.redriveBehind(next, act);
    return true;
  }

  /** The discard before it is committed, and stays so: what fails behind it waits for a re-drive of its own. */
  private async redriveBehind(row: ParkedRow, act: Act): Promise<void> {
    try {
      await this.redrive(row.id, act);
    } catch (error) {
      this.logger.warn({
        msg: 'queued messages not run yet',
        topic: row.topic,
        key: row.key,
        error: sentenceOf(error),
      });
    }
  }

  private async redriveOne(row: ParkedRow, act: Act): Promise<Disposition | null> {
    const attempt = this.attemptOf(row, act);
    try {
      return await this.processor.process(attempt);
    } catch (error) {
      if (error instanceof AlreadyGone) return null;
      if (isInfrastructureFault(error)) throw error;
      return this.processor.parkFailing(attempt, sentenceOf(error));
    }
  }

  /** The row is locked first and goes last, unless the message fails again: then it keeps its place in the queue. */
  private attemptOf(row: ParkedRow, act: Act): Attempt {
    return {
      parkedId: row.id,
      message: this.toMessage(row),
      place: null,
      claim: async ({ manager }) => {
        if (!(await this.lock(manager, row.id))) throw new AlreadyGone();
      },
      finish: async ({ manager }, disposition) => {
        if (disposition.kind !== 'parked') await this.remove(manager, row);
        await this.record(manager, row, act, { action: 'parked.redriven', outcome: disposition });
      },
    };
  }

  private async remove(manager: EntityManager, row: ParkedRow): Promise<void> {
    await manager.query('DELETE FROM parked WHERE id = $1', [row.id]);
  }

  private async record(
    manager: EntityManager,
    row: ParkedRow,
    act: Act,
    { action, ...detail }: { action: string; [key: string]: unknown },
  ): Promise<void> {
    const { topic, partition, kafka_offset: offset, reason } = row;
    const digest = digestOf(this.unsealRow(row));
    await appendLedger(manager, {
      ...act,
      action,
      subject: row.id,
      courtCode: null,
      detail: { topic, partition, offset, reason, digest, ...detail },
    });
  }

  private async find(manager: EntityManager, id: string): Promise<ParkedRow | undefined> {
    const rows = await manager.query<ParkedRow[]>(
      'SELECT * FROM parked WHERE id = $1 AND consumer = $2',
      [id, this.options.consumer],
    );
    return rows[0];
  }

  private async lock(manager: EntityManager, id: string): Promise<ParkedRow | undefined> {
    const rows = await manager.query<ParkedRow[]>(
      'SELECT * FROM parked WHERE id = $1 AND consumer = $2 FOR UPDATE',
      [id, this.options.consumer],
    );
    return rows[0];
  }

  private async firstOfQueue({ topic, key }: ParkedRow): Promise<ParkedRow | null> {
    const rows = await this.dataSource.query<ParkedRow[]>(
      `SELECT * FROM parked WHERE consumer = $1 AND topic = $2 AND key = $3
       AND (blocks OR reason = 'QUEUED_BEHIND') ORDER BY seq LIMIT 1`,
      [this.options.consumer, topic, key],
    );
    return rows[0] ?? null;
  }

  private unsealRow(row: ParkedRow): Buffer {
    return unseal(row.sealed_bytes, this.options.config.parkedKey, row.id);
  }

  private toMessage(row: ParkedRow): ReceivedMessage {
    const topic = this.options.topicOf(row.topic);
    if (!topic) throw new Error(`${row.topic} is no topic that this service consumes`);
    return {
      topic,
      partition: row.partition,
      offset: row.kafka_offset,
      key: row.key,
      bytes: this.unsealRow(row),
      jws: row.jws ?? undefined,
      traceparent: row.traceparent ?? undefined,
    };
  }

  private toView(row: ParkedRow): ParkedView {
    return {
      id: row.id,
      topic: row.topic,
      partition: row.partition,
      offset: Number(row.kafka_offset),
      key: row.key,
      reason: row.reason,
      bytes: this.unsealRow(row).toString('base64'),
      blocks: row.blocks,
    };
  }
}

/** Somebody else has dealt with it in the meantime. */
class AlreadyGone extends Error {
  override readonly name = 'AlreadyGone';
}

function isQueued(row: ParkedRow): boolean {
  return row.reason === 'QUEUED_BEHIND';
}
