import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Contract, SubscriberType } from '../domain/contract.js';
import type { FeedEnd } from '../domain/feed-cursor.js';
import { pageOf, type Page, type PageRequest } from './page.js';

export interface Subscriber {
  id: string;
  name: string;
  type: SubscriberType;
  contract: Contract;
  /** Counts its contract's edits. */
  contractVersion: number;
  enabledAt: Date;
}

@Injectable()
export class SubscriberStore {
  async insert(db: EntityManager, subscriber: Omit<Subscriber, 'contractVersion'>): Promise<void> {
    const { id, name, type, contract, enabledAt } = subscriber;
    await db.query(
      `INSERT INTO subscriber (id, name, type, contract, enabled_at) VALUES ($1, $2, $3, $4, $5)`,
      [id, name, type, JSON.stringify(contract), enabledAt],
    );
  }

  async find(db: EntityManager, id: string): Promise<Subscriber | null> {
    const rows: SubscriberRow[] = await db.query(`${SELECT} WHERE id = $1`, [id]);
    return rows[0] ? subscriberOf(rows[0]) : null;
  }

  /** In the order in which they were enabled. */
  async list(db: EntityManager, { after, limit }: PageRequest): Promise<Page<Subscriber>> {
    const rows: SubscriberRow[] = await db.query(
      `${SELECT} WHERE id > coalesce($1, '') ORDER BY id LIMIT $2`,
      [after ?? null, limit + 1],
    );
    return pageOf(rows.map(subscriberOf), limit);
  }

  /**
   * Tokens that were given out before `before` are believed until `endAt`, and no longer. What was
   * promised to still older ones stays as it was, unless all of them end now.
   * @returns false when there is no such subscriber.
   */
  async endTokens(
    db: EntityManager,
    id: string,
    { before, endAt }: { before: Date; endAt: Date },
    now: Date,
  ): Promise<boolean> {
    const [, count]: [unknown[], number] = await db.query(
      endAt <= now
        ? `UPDATE subscriber SET tokens_from = greatest(tokens_from, $2), token_ends = '[]' WHERE id = $1`
        : `UPDATE subscriber SET tokens_from = (${TOKENS_FROM('$4')}),
             token_ends = (SELECT coalesce(jsonb_agg(e), '[]') FROM jsonb_array_elements(token_ends) e
               WHERE (e ->> 'endAt')::timestamptz > $4)
               || jsonb_build_array(jsonb_build_object('before', $2::timestamptz, 'endAt', $3::timestamptz))
           WHERE id = $1`,
      endAt <= now ? [id, before] : [id, before, endAt, now],
    );
    return count > 0;
  }

  /** Older tokens are not believed now; null: all of them are, until they expire. */
  async tokensFrom(db: EntityManager, id: string, now: Date): Promise<Date | null> {
    const rows: { tokens_from: Date | null }[] = await db.query(
      `SELECT ${TOKENS_FROM('$2')} AS tokens_from FROM subscriber WHERE id = $1`,
      [id, now],
    );
    return rows[0]?.tokens_from ?? null;
  }

  /** Where the subscriber's feed ends now, and in which epoch. */
  async feedEnd(db: EntityManager, id: string): Promise<FeedEnd> {
    const rows: { epoch: number; oldest_offset: string; last_offset: string }[] = await db.query(
      `SELECT epoch, oldest_offset, next_offset - 1 AS last_offset
       FROM subscriber, epoch WHERE id = $1`,
      [id],
    );
    const row = rows[0];
    if (!row) throw new Error(`Subscriber ${id} is gone although one of its streams is not.`);
    return {
      epoch: row.epoch,
      oldestOffset: Number(row.oldest_offset),
      lastOffset: Number(row.last_offset),
    };
  }
}

const SELECT = 'SELECT id, name, type, contract, contract_version, enabled_at FROM subscriber';

/** What has come of renewals by then: `tokens_from`, or a later renewal whose overlap is over. */
const TOKENS_FROM = (now: string): string =>
  `greatest(tokens_from, (SELECT max((e ->> 'before')::timestamptz)
     FROM jsonb_array_elements(token_ends) e WHERE (e ->> 'endAt')::timestamptz <= ${now}))`;

interface SubscriberRow {
  id: string;
  name: string;
  type: SubscriberType;
  contract: Contract;
  contract_version: number;
  enabled_at: Date;
}

function subscriberOf({ enabled_at, contract_version, ...row }: SubscriberRow): Subscriber {
  return { ...row, contractVersion: contract_version, enabledAt: enabled_at };
}
