import { Injectable } from '@nestjs/common';
import { conflict } from '#bootstrap';
import type { Transaction } from '#messaging';
import { OwnStreamsStore } from '../storage/own-streams.store.js';
import type { Stream } from '../storage/stream.store.js';

/** Who opens a stream: a subscriber for itself, or operations, who know no limit. */
export interface Opener {
  sub: string;
  isSubscriber: boolean;
}

/** Streams of a subscriber that are not disabled; who needs more asks operations. */
const MOST_OPEN = 20;
/** With those that it disabled: they stay for good. */
const MOST_EVER = 100;

/** What a subscriber may do with streams by itself: one such request of it at a time. */
@Injectable()
export class OwnStreams {
  constructor(private readonly streams: OwnStreamsStore) {}

  /** @throws 409 when it has as many as it may open itself. */
  async requireRoom(
    { manager }: Transaction,
    subscriberId: string,
    { isSubscriber }: Opener,
  ): Promise<void> {
    if (!isSubscriber) return;
    await this.streams.takeTurn(manager, subscriberId);
    const { open, ever } = await this.streams.count(manager, subscriberId);
    if (open >= MOST_OPEN || ever >= MOST_EVER) throw conflict('TOO_MANY_STREAMS');
  }

  /**
   * What nothing came by yet can go; otherwise changes must still reach the subscriber some other way,
   * since no deadline runs for what it is not told.
   * @throws 409 when it is the last one by which it is told.
   */
  async requireAnother(
    { manager }: Transaction,
    { id, subscriberId }: Pick<Stream, 'id' | 'subscriberId'>,
  ): Promise<void> {
    await this.streams.takeTurn(manager, subscriberId);
    if (!(await this.streams.canGo(manager, id))) throw conflict('LAST_STREAM');
  }
}
