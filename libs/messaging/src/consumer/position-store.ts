import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { MessagingOptions } from '../messaging-options.js';
import { RepeatedAnswer } from './repeated-answer.js';

/** Another consumer has moved the position: this one no longer owns the partition and must not write. */
export class PositionLost extends Error {
  override readonly name = 'PositionLost';
}

/** The broker has fewer messages than were consumed, and may yet find the rest. */
export class PositionBeyondEnd extends Error {
  override readonly name = 'PositionBeyondEnd';
}

export interface PartitionStart {
  topic: string;
  partition: number;
  /** The oldest and the next offset that the broker has. */
  low: bigint;
  high: bigint;
}

/** A step in one partition; its topic as the broker calls it. */
export interface Place {
  topic: string;
  partition: number;
  from: bigint;
  to: bigint;
}

/** Where this consumer stands in each partition; Kafka's own committed offsets are only for lag tools. */
@Injectable()
export class PositionStore {
  private readonly beyondEnd = new RepeatedAnswer();

  constructor(
    private readonly dataSource: DataSource,
    private readonly options: MessagingOptions,
  ) {}

  /**
   * The stored position, or the oldest message for a partition never consumed. A position that stays
   * beyond the partition's end belongs to a topic that was created anew: it starts over, and the inbox
   * keeps effects from happening twice.
   *
   * @throws PositionBeyondEnd while the broker may yet find the messages that it is short of.
   */
  async startAt(start: PartitionStart): Promise<bigint> {
    const held = await this.hold(start, { startOver: false });
    const place = `${start.topic}[${start.partition}]`;
    if (held <= start.high) {
      this.beyondEnd.forget(place);
      return held;
    }
    if (!this.beyondEnd.isBelieved(place, performance.now())) {
      throw new PositionBeyondEnd(`${place} was consumed to ${held}, and ends at ${start.high}`);
    }
    this.beyondEnd.forget(place);
    return this.hold(start, { startOver: true });
  }

  /** Stores the oldest offset where there is no position, or where it lies beyond the end and is to start over. */
  private async hold(
    { topic, partition, low, high }: PartitionStart,
    { startOver }: { startOver: boolean },
  ): Promise<bigint> {
    const rows = await this.dataSource.query<[{ next_offset: string }]>(
      `INSERT INTO consumed_position AS held (consumer, topic, partition, next_offset) VALUES ($1, $2, $3, $4)
       ON CONFLICT (consumer, topic, partition) DO UPDATE
       SET next_offset = CASE WHEN $6 AND held.next_offset > $5::bigint THEN excluded.next_offset ELSE held.next_offset END
       RETURNING next_offset`,
      [this.options.consumer, topic, partition, String(low), String(high), startOver],
    );
    return BigInt(rows[0].next_offset);
  }

  /** The next offset of each partition that this consumer, in whatever process, has ever had. */
  async positionsOf(topic: string): Promise<Map<number, bigint>> {
    const rows = await this.dataSource.query<{ partition: number; next_offset: string }[]>(
      'SELECT partition, next_offset FROM consumed_position WHERE consumer = $1 AND topic = $2',
      [this.options.consumer, topic],
    );
    return new Map(rows.map((row) => [row.partition, BigInt(row.next_offset)]));
  }

  /** Moves on in the message's own transaction. @throws PositionLost unless the position is still `from`. */
  async advance(manager: EntityManager, place: Place): Promise<void> {
    const [, moved] = await manager.query<[unknown, number]>(
      `UPDATE consumed_position SET next_offset = $5
       WHERE consumer = $1 AND topic = $2 AND partition = $3 AND next_offset = $4`,
      [this.options.consumer, place.topic, place.partition, String(place.from), String(place.to)],
    );
    if (moved !== 1) throw lostAt(place);
  }
}

export function lostAt({ topic, partition, from }: Place): PositionLost {
  return new PositionLost(`${topic}[${partition}] is no longer at ${from}`);
}
