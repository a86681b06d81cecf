import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { conflict, invalid, Problem } from '#bootstrap';
import {
  formatFeedCursor,
  judgeCursor,
  parseFeedCursor,
  type FeedCursor,
  type FeedEnd,
} from '../domain/feed-cursor.js';
import { FeedStore, type FeedEntry } from '../storage/feed.store.js';
import { SnapshotReaderStore } from '../storage/snapshot-reader.store.js';
import type { Stream } from '../storage/stream.store.js';
import { SubscriberStore } from '../storage/subscriber.store.js';
import { AdvanceFeed } from './advance-feed.js';
import { FeedWaiters } from './feed-waiters.js';

export interface FeedRead {
  /** `epoch.offset`; without one, the stream's own cursor. */
  after: string | undefined;
  limit: number;
  waitSeconds: number;
  /** The reader has gone: no need to wait any longer. */
  gone: AbortSignal;
}

export interface FeedPage {
  data: FeedEntry[];
  next: string;
  /** Nothing more was there at that moment. */
  done: boolean;
}

const SECOND = 1000;

/** Reads one page of a feed, waiting for the first entry if there is none yet. */
@Injectable()
export class ReadFeed {
  constructor(
    private readonly dataSource: DataSource,
    private readonly feed: FeedStore,
    private readonly subscribers: SubscriberStore,
    private readonly advanceFeed: AdvanceFeed,
    private readonly waiters: FeedWaiters,
    private readonly snapshots: SnapshotReaderStore,
  ) {}

  async run(stream: Stream, read: FeedRead): Promise<FeedPage> {
    requireOpenFeed(stream);
    const leave = read.waitSeconds > 0 ? this.waiters.takePlace(stream.id) : undefined;
    try {
      return await this.read(stream, read);
    } finally {
      leave?.();
    }
  }

  private async read(stream: Stream, read: FeedRead): Promise<FeedPage> {
    const cursor = await this.cursorOf(stream, read.after, 'after');
    // Whoever reads on from here has what came before.
    if (read.after !== undefined) await this.advanceFeed.markDelivered(stream, cursor.offset);
    const found = await this.pageOrWait(stream, cursor, read);
    if (!found) throw await this.expired(stream, await this.endOf(stream), 'after');
    const data = found.slice(0, read.limit);
    const next = { epoch: cursor.epoch, offset: data.at(-1)?.offset ?? cursor.offset };
    return { data, next: formatFeedCursor(next), done: found.length <= read.limit };
  }

  async seek(stream: Stream, after: string): Promise<FeedCursor> {
    requireOpenFeed(stream);
    const cursor = await this.cursorOf(stream, after, 'after');
    await this.advanceFeed.seek(stream, cursor.offset);
    return cursor;
  }

  /** @returns where it stands now: what has arrived is not taken back by a smaller offset. */
  async commit(stream: Stream, offset: number): Promise<FeedCursor> {
    requireOpenFeed(stream);
    const end = await this.endOf(stream);
    if (offset > end.lastOffset) throw invalid('NEVER_ISSUED', 'offset');
    await this.advanceFeed.markDelivered(stream, offset);
    return { epoch: end.epoch, offset: Math.max(offset, stream.deliveredOffset) };
  }

  /** Until something is there, the time is up or the reader has gone. */
  private async pageOrWait(
    { subscriberId }: Stream,
    { offset }: FeedCursor,
    { limit, waitSeconds, gone }: FeedRead,
  ): Promise<FeedEntry[] | null> {
    const until = performance.now() + waitSeconds * SECOND;
    for (;;) {
      const wait = this.waiters.listen(subscriberId);
      try {
        // One more than asked for tells whether it is the last page.
        const page = await this.feed.page(this.dataSource.manager, subscriberId, offset, limit + 1);
        const left = until - performance.now();
        if (page?.length !== 0 || left <= 0 || gone.aborted || this.waiters.isClosing) return page;
        await wait.forAtMost(left, gone);
      } finally {
        wait.stop();
      }
    }
  }

  private async cursorOf(
    stream: Stream,
    text: string | undefined,
    field: string,
  ): Promise<FeedCursor> {
    const given = text === undefined ? undefined : parseFeedCursor(text);
    if (given === null) throw invalid('CURSOR', field);
    const end = await this.endOf(stream);
    const cursor = given ?? { epoch: end.epoch, offset: stream.cursorOffset };
    switch (judgeCursor(cursor, end)) {
      case 'good':
        return cursor;
      case 'never-issued':
        throw invalid('NEVER_ISSUED', field);
      case 'expired':
        throw await this.expired(stream, end, field);
    }
  }

  private endOf({ subscriberId }: Stream): Promise<FeedEnd> {
    return this.subscribers.feedEnd(this.dataSource.manager, subscriberId);
  }

  /** Where to go on from: after the snapshot, or without one at the oldest that is kept. */
  private async expired({ subscriberId }: Stream, end: FeedEnd, field: string): Promise<Problem> {
    const newest = await this.snapshots.newestFor(this.dataSource.manager, subscriberId);
    const { epoch, oldestOffset } = end;
    // One that was cut before what is kept begins leads into the same gap.
    const usable = newest && newest.startFrom >= oldestOffset - 1 ? newest : null;
    const startFrom = formatFeedCursor({ epoch, offset: usable?.startFrom ?? oldestOffset - 1 });
    const snapshot = usable && { manifest: usable.manifestUrl, position: usable.position };
    return new Problem(410, 'CURSOR_EXPIRED', { field, extensions: { snapshot, startFrom } });
  }
}

function requireOpenFeed(stream: Stream): void {
  if (stream.channel !== 'feed') throw conflict('NOT_A_FEED');
  if (stream.status === 'disabled') throw conflict('STREAM_DISABLED');
}
